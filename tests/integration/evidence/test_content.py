"""What a file is, judged by its bytes: plain documents are taken, all others refused, whatever is done to them."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.attachments.content import FileFacts
from domain.attachments.errors import FileDamaged, FileTypeUnknown, PdfActive, PdfTooLong
from domain.errors import ShianError
from domain.evidence.errors import EvidenceCheckExceeded, EvidenceSecret
from sampling.evidence import pdf
from sampling.evidence.inspecting import facts_of, inspect_many
from tests.factories import documents

ACTIVE: dict[str, Callable[[], bytes]] = {
    "a script": documents.with_script,
    "an address when opened": documents.leading_elsewhere,
    "a move and more when opened": documents.chained,
    "a file of a page": documents.with_associated_file,
    "an action of a page": documents.with_page_action,
    "a program": documents.launching,
    "a file inside": documents.with_attachment,
    "a dynamic form": documents.with_form,
    "a password": documents.locked,
    "a hidden script": documents.hidden_script,
    "a disguised script": documents.disguised_script,
    "media": lambda: documents.with_annotation("/RichMedia"),
    "a film": lambda: documents.with_annotation("/Movie"),
    "a file on the page": lambda: documents.with_annotation("/FileAttachment"),
}
BASES = [documents.a_pdf(2), documents.disguised_script(), documents.opening_somewhere(), documents.locked()]


def test_documents_and_pictures_are_known_by_their_bytes(tmp_path: Path) -> None:
    facts = facts_of(documents.placed(tmp_path, documents.a_pdf(3)))
    assert (facts.media_type, facts.pages) == ("application/pdf", 3)
    facts = facts_of(documents.placed(tmp_path, documents.a_png()))
    assert (facts.media_type, facts.width, facts.height, facts.pages) == ("image/png", 4, 3, None)


@pytest.mark.parametrize("make", [documents.opening_somewhere, documents.going_somewhere])
def test_a_document_may_say_at_which_page_it_opens(tmp_path: Path, make: Callable[[], bytes]) -> None:
    """Office programs write that by themselves; nothing acts."""
    assert facts_of(documents.placed(tmp_path, make())).pages == 1


@pytest.mark.parametrize("what", ACTIVE)
def test_a_document_that_acts_hides_or_locks_is_refused(tmp_path: Path, what: str) -> None:
    with pytest.raises(PdfActive) as refusal:
        facts_of(documents.placed(tmp_path, ACTIVE[what]()))
    assert refusal.value.code == "pdf-active-content"
    assert "普通 PDF" in refusal.value.message


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"%PDF-1.7 nothing", FileDamaged),
        (b"\xff\xd8\xff" + b"x" * 99, FileDamaged),
        (b"PK\x03\x04" + b"x" * 99, FileTypeUnknown),
        (b" %PDF-1.7", FileTypeUnknown),
        (b"<svg/>", FileTypeUnknown),
    ],
)
def test_what_is_no_document_is_refused(tmp_path: Path, content: bytes, refusal: type[ShianError]) -> None:
    with pytest.raises(refusal):
        facts_of(documents.placed(tmp_path, content))


def test_a_document_of_too_many_pages_or_objects_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = documents.placed(tmp_path, documents.a_pdf(4))
    monkeypatch.setattr(pdf, "MOST_PAGES", 3)
    with pytest.raises(PdfTooLong):
        facts_of(file)
    monkeypatch.setattr(pdf, "MOST_OBJECTS", 3)
    with pytest.raises(PdfTooLong):
        facts_of(file)


def test_a_mark_of_secrecy_printed_on_the_first_page_is_found(tmp_path: Path) -> None:
    """Text in the page itself; a scan cannot be read, and the mark that is typed in is asked for anyway."""
    from reports.fonts import find_fonts
    from reports.pdf.frame import INK, Pen, Properties
    from reports.pdf.typeface import Style

    pen = Pen(find_fonts(), Properties("合成数据", "合成数据", "合成数据"))
    pen.text(100, 700, "机密★10年", Style("song", 12, 16, INK))
    pen.canvas.showPage()
    with pytest.raises(EvidenceSecret):
        facts_of(documents.placed(tmp_path, pen.finish()))


def test_a_file_that_goes_beyond_the_bounds_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    files = []
    for name, content in (
        ("a", documents.a_pdf()),
        ("b", documents.slow()),
        ("c", documents.locked()),
    ):
        (tmp_path / name).mkdir()
        files.append(documents.placed(tmp_path / name, content))
    begun = time.monotonic()
    plain, slow, locked = inspect_many(files, seconds=1)
    assert isinstance(plain, FileFacts)
    assert isinstance(slow, EvidenceCheckExceeded)
    assert isinstance(locked, PdfActive)
    assert time.monotonic() - begun < 30


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_spoilt_document_is_refused_and_nothing_else_is_raised(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from(BASES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(5, len(content) - 1))
        how = data.draw(st.sampled_from(("set", "cut", "drop", "insert", "copy", "number")))
        if how == "set":
            content[at] = data.draw(st.integers(0, 255))
        elif how == "cut":
            del content[max(at, 9) :]
        elif how == "drop":
            del content[at : at + data.draw(st.integers(1, 40))]
        elif how == "insert":
            content[at:at] = data.draw(st.binary(max_size=20))
        elif how == "copy":
            content[at:at] = content[max(5, at - 30) : at]
        else:
            content[at:at] = b" %d " % data.draw(st.integers(-(10**12), 10**12))
        if len(content) < 10:
            break
    try:
        facts = facts_of(documents.placed(tmp_path, bytes(content)))
    except ShianError:
        return
    assert facts.pages
