"""What a file is, judged by its bytes alone: its type, its pages or pixels, and when a picture says it was taken.

PDFs that act when they are opened, or that carry other files or a password, are refused.
"""

import warnings
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from domain.attachments.content import FileFacts, MediaType
from domain.attachments.errors import (
    FileDamaged,
    FileTypeUnknown,
    PdfActive,
    PdfTooLong,
    PictureTooLarge,
)
from sampling.attachments.files import Placed

MOST_PIXELS = 100_000_000
MOST_PAGES = 2_000
MOST_OBJECTS = 200_000
_PICTURES: dict[str, MediaType] = {"JPEG": "image/jpeg", "PNG": "image/png"}
_ACTIVE = {
    "/JavaScript": "脚本",
    "/JS": "脚本",
    "/Launch": "启动程序",
    "/EmbeddedFile": "嵌入文件",
    "/EmbeddedFiles": "嵌入文件",
    "/RichMedia": "多媒体",
    "/XFA": "动态表单",
    "/SubmitForm": "表单提交",
    "/ImportData": "表单导入",
    "/GoToR": "打开其他文件",
    "/GoToE": "打开嵌入文件",
}


def inspect_file(placed: Placed) -> FileFacts:
    """The facts of a file. Raises a leaf of `domain.attachments.errors` for whatever is not taken."""
    with placed.path.open("rb") as file:
        head = file.read(1_024)
    if head.startswith(b"%PDF-"):
        pages = _pages_of_pdf(placed.path)
        return FileFacts(sha256=placed.sha256, size=placed.size, media_type="application/pdf", pages=pages)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return facts_of_picture(placed)
    raise FileTypeUnknown


def facts_of_picture(placed: Placed) -> FileFacts:
    """The facts of a JPEG or PNG. Raises `PictureTooLarge`, `FileDamaged`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(placed.path, formats=list(_PICTURES)) as picture:
                width, height = picture.size
                if width * height > MOST_PIXELS:
                    raise PictureTooLarge(MOST_PIXELS)
                kind = _PICTURES[str(picture.format)]
                picture.verify()  # before anything else is read of it; the picture is of no use afterwards
            with Image.open(placed.path, formats=list(_PICTURES)) as picture:
                taken_at = _taken_at(picture)
    except Image.DecompressionBombError:
        raise PictureTooLarge(MOST_PIXELS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise FileDamaged("图片已损坏") from None
    return FileFacts(
        sha256=placed.sha256,
        size=placed.size,
        media_type=kind,
        width=width,
        height=height,
        taken_at=taken_at,
    )


def _taken_at(picture: Image.Image) -> str | None:
    """The time in the picture's EXIF as `2024-03-31T08:30:05`, with its offset where it tells one."""
    try:
        exif = picture.getexif().get_ifd(ExifTags.IFD.Exif)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError):
        return None
    taken, offset = exif.get(ExifTags.Base.DateTimeOriginal), exif.get(ExifTags.Base.OffsetTimeOriginal)
    if not isinstance(taken, str) or len(taken) < 19 or not taken[:19].isprintable():
        return None
    day, _, clock = taken[:19].partition(" ")
    told = f"{day.replace(':', '-')}T{clock}"
    return (
        told + offset.strip() if isinstance(offset, str) and len(offset) <= 6 and offset.isascii() else told
    )


def _pages_of_pdf(path: Path) -> int:
    try:
        with path.open("rb") as file:
            reader = PdfReader(file, strict=False)
            if reader.is_encrypted:
                raise PdfActive("密码")
            objects = [number for section in reader.xref.values() for number in section]
            objects += list(reader.xref_objStm)
            if len(objects) > MOST_OBJECTS:
                raise PdfTooLong(MOST_OBJECTS)
            _insist_on_stillness(reader, set(objects))
            pages = len(reader.pages)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
    ):
        raise FileDamaged("PDF 已损坏") from None
    if pages > MOST_PAGES:
        raise PdfTooLong(MOST_PAGES)
    if pages == 0:
        raise FileDamaged("PDF 没有页面")
    return pages


def _insist_on_stillness(reader: PdfReader, objects: set[int]) -> None:
    """Every object of the document is looked at, whether a page uses it or not."""
    for number in objects:
        if number == 0:
            continue
        found = reader.get_object(IndirectObject(number, 0, reader))
        waiting: list[Any] = [found]
        while waiting:
            node = waiting.pop()
            if isinstance(node, DictionaryObject):
                named = [key for key in _ACTIVE if key in node]
                named += [str(node.raw_get(key)) for key in ("/S", "/Type") if key in node]
                active = next((_ACTIVE[name] for name in named if name in _ACTIVE), None)
                if active is not None:
                    raise PdfActive(active)
                waiting += [child for child in node.values() if not isinstance(child, IndirectObject)]
            elif isinstance(node, ArrayObject):
                waiting += [child for child in node if not isinstance(child, IndirectObject)]


__all__ = ["MOST_OBJECTS", "MOST_PAGES", "MOST_PIXELS", "facts_of_picture", "inspect_file"]
