"""Where evidence is kept: a folder and a bucket keep the same promises, and nothing that was changed is handed out."""

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.evidence_places import Bucket, place_of
from domain.evidence.errors import EvidenceFileChanged, EvidenceFileMissing, EvidencePlaceUnusable
from sampling.evidence.places import LARGEST_EVIDENCE, Folder, Place, read_bytes

CONTENT = "合成数据".encode() * 100
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a server that speaks S3, on this machine alone."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Any:
    """A client of a bucket of this test's own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = "b" + hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    place = place_of(f"s3://{name}/shian/2023", s3)
    assert isinstance(place, Bucket)
    place._client.create_bucket(Bucket=name)
    return place


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Both sorts of places."""
    if request.param == "folder":
        return Folder(tmp_path / "evidence")
    found: Place = request.getfixturevalue("bucket")
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "incoming"
    path.write_bytes(CONTENT)
    return path


def spoil(place: Place, content: bytes | None) -> None:
    """Change or remove what is kept, as somebody with a hand on the disk would."""
    if isinstance(place, Folder):
        path = place.folder / DIGEST[:2] / DIGEST
        path.unlink() if content is None else path.write_bytes(content)
        return
    assert isinstance(place, Bucket)
    at = {"Bucket": place.bucket, "Key": f"shian/2023/{DIGEST[:2]}/{DIGEST}"}
    if content is None:
        place._client.delete_object(**at)
    else:
        place._client.put_object(**at, Body=content)


def test_what_is_kept_comes_back_and_twice_is_once(place: Place, file: Path) -> None:
    with pytest.raises(EvidenceFileMissing):
        read_bytes(place, DIGEST)
    for _ in range(2):
        place.keep(DIGEST, file)
    assert read_bytes(place, DIGEST) == CONTENT
    assert list(place.digests()) == [DIGEST]
    assert not place.drop(DIGEST, datetime(2020, 1, 1, tzinfo=UTC))
    assert list(place.digests()) == [DIGEST]
    assert place.drop(DIGEST, datetime(2120, 1, 1, tzinfo=UTC))
    assert list(place.digests()) == []
    assert not place.drop(DIGEST, datetime(2120, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("changed", [CONTENT[:-1], b"", CONTENT + b"x"])
def test_what_was_changed_is_never_handed_out_and_is_put_right_by_keeping_it_again(
    place: Place, file: Path, changed: bytes
) -> None:
    place.keep(DIGEST, file)
    spoil(place, changed)
    with pytest.raises(EvidenceFileChanged) as refusal:
        read_bytes(place, DIGEST)
    assert DIGEST[:12] in refusal.value.message
    place.keep(DIGEST, file)
    assert read_bytes(place, DIGEST) == CONTENT


def test_what_was_lost_is_said_to_be_missing(place: Place, file: Path) -> None:
    place.keep(DIGEST, file)
    spoil(place, None)
    with pytest.raises(EvidenceFileMissing):
        read_bytes(place, DIGEST)


def test_no_more_is_read_than_a_document_may_have(place: Place, file: Path) -> None:
    place.keep(DIGEST, file)
    assert place.fetch(DIGEST, 10) == CONTENT[:10]
    spoil(place, b"\0" * (LARGEST_EVIDENCE + 9))
    with pytest.raises(EvidenceFileChanged):
        read_bytes(place, DIGEST)


def test_bytes_of_another_digest_are_not_taken(place: Place, file: Path) -> None:
    with pytest.raises(EvidenceFileChanged):
        place.keep("0" * 64, file)


def test_a_bucket_that_is_not_there_or_a_server_that_is_gone_is_told(
    bucket: Bucket, file: Path, s3: str
) -> None:
    absent = Bucket("not-there", "", s3)
    for place, reason in ((absent, "NoSuchBucket"), (Bucket("x", "", "http://127.0.0.1:9"), "Endpoint")):
        with pytest.raises(EvidencePlaceUnusable, match=reason):
            place.keep(DIGEST, file)
        with pytest.raises(EvidencePlaceUnusable):
            read_bytes(place, DIGEST)
        with pytest.raises(EvidencePlaceUnusable):
            list(place.digests())


@pytest.mark.parametrize("told", ["s3://", "s3:///prefix", "s3://bucket/x?y"])
def test_a_setting_that_names_no_bucket_is_refused(told: str) -> None:
    with pytest.raises(EvidencePlaceUnusable):
        place_of(told)


def test_without_credentials_nothing_is_reached_and_nothing_breaks(
    s3: str, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with pytest.raises(EvidencePlaceUnusable, match="NoCredentials"):
        Bucket("any", "", s3).keep(DIGEST, file)


def test_an_installation_without_the_client_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['boto3'] = sys.modules['botocore'] = None\n"
        "from pathlib import Path\n"
        "from api.evidence_places import place_of\n"
        "try: place_of('s3://b').fetch('0' * 64, 1)\n"
        "except Exception as e: print(e.code, 'shian[s3]' in e.message)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["evidence-place-unusable", "True"]
