"""What a backup is: a gzipped tar that ordinary tools can open, written and read as one stream.

    format.json                       which format, revision, tables with their columns
    tables/NAME/000001.jsonl …        rows, see sampling.store.dump
    FOLDER/…                          files of the folders, by their names
    manifest.json                     SHA-256 and size of every member before it, row counts, the audit chain's root

Encrypted, it is an age file (age-encryption.org) around that. With a passphrase, the first line holds the age identity
that opens it, itself encrypted with the passphrase.
"""

from typing import Annotated

import msgspec

from domain.errors import UnusableInput

FORMAT = "shian-backup/1"
HEAD_MEMBER, LAST_MEMBER, TABLES = "format.json", "manifest.json", "tables"
# Members that describe are small; whoever makes them larger means no good.
LARGEST_DESCRIPTION = 64 * 1_048_576
LARGEST_PART = 256 * 1_048_576


class BackupUnusable(UnusableInput):
    """A file that is no backup, or not the one that was written."""

    code = "backup-unusable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"备份文件不可用：{reason}；未恢复任何内容", reason=reason)


class BackupLocked(UnusableInput):
    """An encrypted backup that cannot be opened with what was given."""

    code = "backup-locked"

    def __init__(self, reason: str) -> None:
        super().__init__(f"备份文件已加密，{reason}", reason=reason)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first member."""

    format: str
    software: str
    revision: Annotated[str, msgspec.Meta(pattern=r"^\d{4}$")]
    tables: dict[str, list[str]]


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """What the manifest says of a member."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The last member."""

    made_at: str
    engine: str
    sequence: int
    hash: str
    rows: dict[str, int]
    members: list[Member]
