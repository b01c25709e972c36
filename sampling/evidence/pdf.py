"""What a PDF is, as far as it may be evidence: how many pages, and nothing in it that acts, hides or locks.

The parser meets files that were made to break it. Whatever it raises means that the file is damaged; how long it
takes and how much memory it eats is bounded by the process that it runs in (`sampling.evidence.inspecting`).
"""

import logging
import re
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NullObject,
    NumberObject,
)

from domain.attachments.errors import FileDamaged, PdfActive, PdfTooLong
from domain.errors import ShianError
from domain.evidence.secrecy import check_words

MOST_PAGES = 2_000
MOST_OBJECTS = 200_000
# What acts when the document is opened, printed, filled in or clicked, or what it carries beside its pages.
ACTIVE = {
    "/JavaScript": "脚本",
    "/JS": "脚本",
    "/OpenAction": "打开时执行的动作",
    "/AA": "自动触发的动作",
    "/Launch": "启动程序",
    "/EmbeddedFile": "嵌入文件",
    "/EmbeddedFiles": "嵌入文件",
    "/EF": "嵌入文件",
    "/Collection": "嵌入文件",
    "/FileAttachment": "嵌入文件",
    "/RichMedia": "多媒体",
    "/Rendition": "多媒体",
    "/Movie": "多媒体",
    "/Sound": "多媒体",
    "/3D": "三维模型",
    "/XFA": "动态表单",
    "/SubmitForm": "表单提交",
    "/ImportData": "表单导入",
    "/GoToR": "打开其他文件",
    "/GoToE": "打开嵌入文件",
    "/Encrypt": "密码",
}
_FITS = ("/XYZ", "/Fit", "/FitH", "/FitV", "/FitR", "/FitB", "/FitBH", "/FitBV")
# Values of these keys are names of what an object or an action is.
_SAYING = ("/S", "/Type", "/Subtype")
# Long enough never to stand in compressed bytes by chance; finds objects that no table of the file names.
_PLAIN = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm)(?=[\s/<>\[\]()%]|$)")


def pages_of_pdf(path: Path) -> int:
    """How many pages. Raises `PdfActive`, `PdfTooLong`, `FileDamaged`, `EvidenceSecret`, and nothing else but `MemoryError`."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _pages(path)
    except (ShianError, MemoryError):
        raise
    except Exception:
        raise FileDamaged("PDF 已损坏") from None


def _pages(path: Path) -> int:
    found = _PLAIN.search(path.read_bytes())
    if found is not None:
        raise PdfActive(ACTIVE["/" + found[1].decode()])
    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            raise PdfActive("密码")
        _insist_on_stillness(reader)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise PdfTooLong(MOST_PAGES)
        if pages == 0:
            raise FileDamaged("PDF 没有页面")
        check_words(_first_words(reader))
    return pages


def _insist_on_stillness(reader: PdfReader) -> None:
    """Every object of the document is looked at, whether a page uses it or not, and the trailer."""
    objects = {(number, generation) for generation, section in reader.xref.items() for number in section}
    objects |= {(number, 0) for number in reader.xref_objStm}
    if len(objects) > MOST_OBJECTS:
        raise PdfTooLong(MOST_OBJECTS)
    _look_at(reader.trailer)
    for number, generation in sorted(objects):
        if number:
            _look_at(reader.get_object(IndirectObject(number, generation, reader)))


def _look_at(whole: Any) -> None:
    waiting: list[Any] = [whole]
    while waiting:
        node = waiting.pop()
        if isinstance(node, DictionaryObject):
            named = [str(key) for key in node if not (key == "/OpenAction" and _is_place(node[key]))]
            named += [str(node.raw_get(key)) for key in _SAYING if key in node]
            active = next((ACTIVE[name] for name in named if name in ACTIVE), None)
            if active is not None:
                raise PdfActive(active)
            waiting += [
                node.raw_get(key) for key in node if not isinstance(node.raw_get(key), IndirectObject)
            ]
        elif isinstance(node, ArrayObject):
            waiting += [child for child in list.__iter__(node) if not isinstance(child, IndirectObject)]


def _is_place(value: Any) -> bool:
    """Whether a document only says at which of its own pages it opens, as office programs write it by themselves."""
    if isinstance(value, DictionaryObject):
        plain = (
            set(value) <= {"/Type", "/S", "/D"} and {"/S", "/D"} <= set(value) and str(value["/S"]) == "/GoTo"
        )
        return plain and isinstance(value["/D"], ArrayObject) and _is_place(value["/D"])
    if not isinstance(value, ArrayObject) or not 2 <= len(value) <= 6 or value[1] not in _FITS:
        return False
    page = value[0].get_object()
    is_page = isinstance(page, DictionaryObject) and "/Type" in page and str(page["/Type"]) == "/Page"
    places = [one.get_object() for one in value[2:]]
    return (is_page or isinstance(page, NumberObject)) and all(
        isinstance(one, NumberObject | FloatObject | NullObject) for one in places
    )


def _first_words(reader: PdfReader) -> str:
    """The head of the first page as far as it is text; a scan has none, and what cannot be read tells nothing."""
    try:
        return reader.pages[0].extract_text()[:2_000]
    except Exception:
        return ""
