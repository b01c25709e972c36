"""ZIP containers (archives of tables, and workbooks, which are ZIP files too): checked before anything is parsed.

Directory size, number and names of members, declared sizes and expansion are judged from the directory; the bytes
are counted again while inflating, because a directory can lie.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.unusable import SourceNotFound, SourceNotReadable, UnsafeArchive

_BLOCK = 1 << 20
_END_RECORD = b"PK\x05\x06"
_END_RECORD_64 = b"PK\x06\x07"
_LONGEST_COMMENT = 1 << 16
_ENCRYPTED = 0x1


@contextmanager
def open_archive(path: Path, label: str, limits: Limits) -> Iterator[ZipFile]:
    """The archive, its directory judged; leaves of `UnusableInput` for whatever is wrong with it."""
    try:
        _check_directory_size(path, label, limits)
        with ZipFile(path) as archive:
            _check_members(archive.infolist(), label, limits)
            yield archive
    except FileNotFoundError:
        raise SourceNotFound(str(path)) from None
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise SourceNotReadable(label, f"压缩包已损坏（{error}），请重新打包") from None


def _check_directory_size(path: Path, label: str, limits: Limits) -> None:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_COMMENT - 22 - 20))
        tail = file.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or at + 22 > len(tail):
        raise SourceNotReadable(label, "不是有效的 ZIP 文件，请核对文件")
    if tail[max(0, at - 20) : at].startswith(_END_RECORD_64):
        # Archives that need the 64-bit directory hold more files or bytes than any import may.
        raise LimitExceeded(label, "文件数或大小", limits.members)
    declared = int.from_bytes(tail[at + 12 : at + 16], "little")
    if declared > limits.directory_bytes:
        raise LimitExceeded(label, "目录字节数", limits.directory_bytes)


def _check_members(members: list[ZipInfo], label: str, limits: Limits) -> None:
    if len(members) > limits.members:
        raise LimitExceeded(label, "文件数", limits.members)
    names = [member.filename for member in members]
    if len(set(names)) != len(names):
        raise UnsafeArchive(label, "同一文件名出现多次，请重新打包")
    for member in members:
        if not _stays_inside(member.orig_filename):
            raise UnsafeArchive(label, f"文件路径 {member.orig_filename!r} 指向压缩包之外")
        if member.flag_bits & _ENCRYPTED:
            raise UnsafeArchive(label, "已加密，请去掉密码后重新打包")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnsafeArchive(label, "压缩方式不受支持，请用普通 ZIP 方式重新打包")
        _check_size(member.file_size, member.compress_size, label, limits)
    _check_size(
        sum(member.file_size for member in members),
        sum(member.compress_size for member in members),
        label,
        limits,
    )


def _stays_inside(name: str) -> bool:
    if not name or "\\" in name or "\0" in name or ":" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _check_size(inflated: int, packed: int, label: str, limits: Limits) -> None:
    if inflated > limits.inflated_bytes:
        raise LimitExceeded(label, "解压后字节数", limits.inflated_bytes)
    if inflated > limits.ratio_from and inflated > packed * limits.ratio:
        raise LimitExceeded(label, "压缩比", limits.ratio)


def inflate(archive: ZipFile, member: ZipInfo, label: str, limits: Limits) -> Iterator[bytes]:
    """The member's bytes in blocks, counted as they come."""
    inflated = 0
    try:
        with archive.open(member) as stream:
            while block := stream.read(_BLOCK):
                inflated += len(block)
                _check_size(inflated, member.compress_size, label, limits)
                yield block
    except (BadZipFile, zlib.error, EOFError) as error:
        raise SourceNotReadable(label, f"压缩包已损坏（{error}），请重新打包") from None


def extract(archive: ZipFile, member: ZipInfo, target: Path, label: str, limits: Limits) -> Path:
    """Write the member to `target`, whatever its own name is."""
    with target.open("wb") as file:
        for block in inflate(archive, member, label, limits):
            file.write(block)
    return target


def display_name(member: ZipInfo) -> str:
    """The member's name for people: archives made on a Chinese Windows write it in GBK without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
