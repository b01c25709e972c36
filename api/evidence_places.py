"""Where this installation keeps its evidence: a folder, or a bucket that speaks S3 (`SHIAN_EVIDENCE`)."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api import settings
from domain.evidence.errors import EvidenceFileChanged, EvidencePlaceUnusable
from sampling.evidence.places import Folder, Place

SCHEME = "s3://"


class Bucket:
    """A bucket of any service that speaks S3; keys are `<prefix>/ab/<sha256>`. Credentials are the usual AWS variables.

    What is put is checked here and by the service against its digest; what it gives is checked by whoever reads.
    """

    def __init__(self, bucket: str, prefix: str = "", endpoint: str | None = None) -> None:
        self.bucket = bucket
        self.prefix = prefix.strip("/")
        self.endpoint = endpoint

    @cached_property
    def _client(self) -> Any:
        try:
            import boto3
            from botocore.config import Config
        except ImportError:
            raise EvidencePlaceUnusable("未安装 S3 客户端，请安装 shian[s3]") from None
        bounds = Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3, "mode": "standard"})
        with _told("连接设置"):
            return boto3.session.Session().client("s3", endpoint_url=self.endpoint, config=bounds)

    def keep(self, sha256: str, content: Path) -> None:
        """One put; the same bytes again change nothing, and put right what was changed."""
        client, held = self._client, content.read_bytes()
        if hashlib.sha256(held).hexdigest() != sha256:
            raise EvidenceFileChanged(sha256)
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        with _told("写入"):
            client.put_object(Bucket=self.bucket, Key=self._key(sha256), Body=held, ChecksumSHA256=digest)

    def fetch(self, sha256: str, most: int) -> bytes | None:
        """The object's first bytes."""
        client = self._client
        with _told("读取"):
            try:
                answer = client.get_object(Bucket=self.bucket, Key=self._key(sha256))
            except client.exceptions.NoSuchKey:
                return None
            with answer["Body"] as body:
                return bytes(body.read(most))

    def digests(self) -> Iterator[str]:
        """Last parts of the keys under the prefix; a key of another form is not ours."""
        client, found = self._client, []
        with _told("列出"):
            pages = client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
            for page in pages:
                found += [str(one["Key"]) for one in page.get("Contents", ())]
        names = [key.rsplit("/", 1)[-1] for key in found]
        return iter(sorted(name for key, name in zip(found, names, strict=True) if key == self._key(name)))

    def drop(self, sha256: str, before: datetime) -> bool:
        """By the time that the service tells."""
        client, key = self._client, self._key(sha256)
        with _told("删除"):
            found = client.list_objects_v2(Bucket=self.bucket, Prefix=key).get("Contents", ())
            if not any(one["Key"] == key and one["LastModified"] < before for one in found):
                return False
            client.delete_object(Bucket=self.bucket, Key=key)
        return True

    def _key(self, sha256: str) -> str:
        return "/".join(part for part in (self.prefix, sha256[:2], sha256) if part)


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """Whatever the client raises becomes `EvidencePlaceUnusable`; its message holds no credentials."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", "未知"))
        raise EvidencePlaceUnusable(f"对象存储{doing}失败（{code}）") from None
    except (BotoCoreError, HTTPClientError, ValueError) as error:
        raise EvidencePlaceUnusable(f"对象存储{doing}失败（{type(error).__name__}）") from None


def place_of(told: str, endpoint: str | None = None) -> Place:
    """The place that a setting names. Raises `EvidencePlaceUnusable` for one that names no bucket."""
    if not told.startswith(SCHEME):
        return Folder(Path(told))
    parts = urlsplit(told)
    if not parts.netloc or parts.query or parts.fragment:
        raise EvidencePlaceUnusable("SHIAN_EVIDENCE 应写作文件夹或 s3://存储桶/前缀")
    return Bucket(parts.netloc, parts.path, endpoint)


def installed_place() -> Place:
    """The place that the settings name."""
    return place_of(settings.evidence_place(), settings.s3_endpoint())
