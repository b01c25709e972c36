"""Small documents of evidence (合成数据), plain and with what no evidence may have; and a moto server that speaks S3."""

import hashlib
import io
from pathlib import Path
from typing import Any

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from sampling.attachments.files import Placed

UNIT = {"area_code": "320412", "organisation": None}


def a_pdf(pages: int = 3, words: str = "") -> bytes:
    """A plain document; other words, other bytes."""
    writer = _writer(pages)
    writer.add_metadata({"/Title": f"合成数据{words}"})
    return _written(writer)


def a_png(shade: int = 0) -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("L", (4, 3), shade).save(out, "PNG")
    return out.getvalue()


def with_script() -> bytes:
    """A script that runs when the document is opened."""
    writer = _writer()
    action = _dictionary(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    return _written(writer)


def opening_somewhere() -> bytes:
    """A document that moves to a page when it is opened, without any action object."""
    writer = _writer()
    place = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
    writer.root_object[NameObject("/OpenAction")] = place
    return _written(writer)


def opening_with(**action: Any) -> bytes:
    """An action that is taken when the document is opened."""
    writer = _writer()
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(_dictionary(**action))
    return _written(writer)


def going_somewhere(**more: Any) -> bytes:
    """The same move, written as an action."""
    return opening_with(
        S=NameObject("/GoTo"), D=ArrayObject([NumberObject(0), NameObject("/FitH"), NumberObject(9)]), **more
    )


def leading_elsewhere() -> bytes:
    """An address that is called when the document is opened."""
    return opening_with(S=NameObject("/URI"), URI=TextStringObject("https://example.invalid"))


def chained() -> bytes:
    """A move after which something else is done."""
    return going_somewhere(Next=_dictionary(S=NameObject("/Named"), N=NameObject("/Print")))


def with_associated_file() -> bytes:
    """A file that is carried by a page and says nothing of its type."""
    writer = _writer()
    stream = DecodedStreamObject()
    stream.set_data(b"x")
    carried = _dictionary(F=TextStringObject("x.txt"), EF=_dictionary(F=writer._add_object(stream)))
    writer.pages[0][NameObject("/AF")] = ArrayObject([carried])
    return _written(writer)


def with_page_action() -> bytes:
    """A page that acts when it is turned to."""
    writer = _writer()
    launch = _dictionary(S=NameObject("/URI"), URI=TextStringObject("https://example.invalid"))
    writer.pages[0][NameObject("/AA")] = _dictionary(O=launch)
    return _written(writer)


def with_annotation(subtype: str, **fields: Any) -> bytes:
    """A mark on the page, or what it does when it is clicked."""
    writer = _writer()
    mark = _dictionary(Type=NameObject("/Annot"), Subtype=NameObject(subtype), **fields)
    mark[NameObject("/Rect")] = ArrayObject([NumberObject(0)] * 4)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(mark)])
    return _written(writer)


def launching() -> bytes:
    """A click starts a program."""
    return with_annotation("/Link", A=_dictionary(S=NameObject("/Launch"), F=TextStringObject("a.exe")))


def with_attachment() -> bytes:
    """Another file inside."""
    writer = _writer()
    writer.add_attachment("x.txt", b"x")
    return _written(writer)


def with_form() -> bytes:
    """A dynamic form."""
    writer = _writer()
    form = _dictionary(XFA=TextStringObject("<xdp/>"), Fields=ArrayObject())
    writer.root_object[NameObject("/AcroForm")] = writer._add_object(form)
    return _written(writer)


def locked() -> bytes:
    """A document with a password."""
    writer = _writer()
    writer.encrypt("x")
    return _written(writer)


def hidden_script() -> bytes:
    """A script in an object that no table of the file names."""
    return a_pdf() + b"\n99 0 obj\n<< /S /JavaScript /JS (x) >>\nendobj\n"


def disguised_script() -> bytes:
    """The name of a script in escapes, in an object that a page refers to."""
    plain = with_annotation("/Link", A=_dictionary(S=NameObject("/JavaXScript"), Y=TextStringObject("x")))
    return plain.replace(b"/JavaXScript", b"/J#61vaScript")


def slow(arrays: int = 2_000) -> bytes:
    """A document with so many numbers that reading them takes many seconds."""
    rows = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [ 3 0 R ] >>",
        b"<< /Type /Page /MediaBox [0 0 9 9] >>",
        *[b"[ %s]" % (b"1 " * 1_000)] * arrays,
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for at, row in enumerate(rows, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, row)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(rows) + 1, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % (len(rows) + 1) + table + end


def placed(folder: Path, content: bytes) -> Placed:
    """The file as it lies before it is looked at."""
    path = folder / "document"
    path.write_bytes(content)
    return Placed(hashlib.sha256(content).hexdigest(), len(content), path)


def _writer(pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(**fields: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{name}"): value for name, value in fields.items()})
