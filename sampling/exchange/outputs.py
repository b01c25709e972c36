"""Taking a place on disk: what is written lies beside its place first and is moved there when it is complete.

What the files hold is the work of others; this module only refuses to overwrite and to leave halves behind.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from domain.errors import UnusableInput


class OutputExists(UnusableInput):
    """Something is already where the output should go."""

    code = "output-exists"

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} 已经存在，未作改动；如要覆盖请加 --force，或改用别的名称", path=path)


class OutputNotWritable(UnusableInput):
    """The output cannot be written where it should go."""

    code = "output-not-writable"

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"无法写入 {path}：{reason}，请核对路径、权限和磁盘空间", path=path, reason=reason)


class OutputSuffixUnknown(UnusableInput):
    """The name ends like a kind of file that an export cannot be."""

    code = "output-suffix-unknown"

    def __init__(
        self, path: str, suffix: str, wanted: str = "名称以 .zip 或 .xlsx 结尾，或为一个文件夹名"
    ) -> None:
        super().__init__(
            f"不能写成 {suffix} 文件（{path}）；{wanted}",
            path=path,
            suffix=suffix,
        )


@contextmanager
def placed_file(out: Path, *, force: bool) -> Iterator[Path]:
    """A path to write to, which becomes `out` when the block ends. Raises `OutputExists`, `OutputNotWritable`."""
    if out.is_dir():
        raise OutputNotWritable(str(out), "同名文件夹已存在")
    if out.exists() and not force:
        raise OutputExists(str(out))
    with _beside(out) as scratch:
        made = scratch / out.name
        yield made
        made.replace(out)


@contextmanager
def placed_folder(out: Path, *, force: bool) -> Iterator[Path]:
    """An empty folder to write into, which becomes `out` when the block ends.

    Where `out` is a folder that holds anything (only with `force`), the new files replace those of the same names
    and the others stay. Raises `OutputExists`, `OutputNotWritable`.
    """
    if out.exists() and not out.is_dir():
        raise OutputNotWritable(str(out), "同名文件已存在，且不是文件夹")
    if out.is_dir() and any(out.iterdir()) and not force:
        raise OutputExists(str(out))
    with _beside(out) as scratch:
        made = scratch / "folder"
        made.mkdir()
        yield made
        if out.is_dir():
            for file in sorted(made.iterdir()):
                file.replace(out / file.name)
        else:
            made.rename(out)


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    parent = out.absolute().parent
    if not parent.is_dir():
        raise OutputNotWritable(str(out), "上级文件夹不存在")
    try:
        with tempfile.TemporaryDirectory(prefix=".shian-", dir=parent) as scratch:
            yield Path(scratch)
    except OSError as error:
        raise OutputNotWritable(str(out), error.strerror or type(error).__name__) from error
