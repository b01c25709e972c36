"""Contact sheets of every page of reports, for a person to look through: `python -m tests.gallery FOLDER [PDF …]`.

Without PDFs it draws the made-up city of the tests: a draft with papers of every kind, a signed snapshot, a district.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from reports.fonts import find_fonts
from reports.model import PackageInput
from reports.pdf.document import draw_report
from reports.report import build_report
from tests.reports.factories import DISTRICTS, a_package_input, with_papers

COLUMNS, ROWS = 6, 3
PIXELS_PER_POINT = 0.62
GAP = 8


def contact_sheets(pdf: bytes, scale: float = PIXELS_PER_POINT) -> Iterator[Image.Image]:
    """Pictures of eighteen pages each, numbered as the file has them."""
    document = pypdfium2.PdfDocument(pdf)
    side = round(842 * scale)
    each = COLUMNS * ROWS
    for start in range(0, len(document), each):
        numbers = range(start, min(start + each, len(document)))
        sheet = Image.new("RGB", (COLUMNS * (side + GAP), ROWS * (side + GAP + 14)), "#b8bcc2")
        pen = ImageDraw.Draw(sheet)
        for place, number in enumerate(numbers):
            page = document[number].render(scale=scale).to_pil()
            x = place % COLUMNS * (side + GAP) + (side - page.width) // 2
            y = place // COLUMNS * (side + GAP + 14)
            pen.text((x, y), str(number + 1), fill="black")
            sheet.paste(page, (x, y + 14))
        yield sheet


def editions() -> dict[str, PackageInput]:
    """What is drawn when no document is named."""
    return {
        "city": with_papers(a_package_input(), frozen=False),
        "snapshot": with_papers(a_package_input(synthetic=False), frozen=True),
        "district": with_papers(a_package_input(DISTRICTS[4]), frozen=False),
    }


def main(folder: Path, files: list[Path]) -> None:
    """Write the contact sheets as PNG and print where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    fonts = find_fonts()
    pdfs = {file.stem: file.read_bytes() for file in files} or {
        name: draw_report(build_report(given), fonts)[0] for name, given in editions().items()
    }
    for name, pdf in pdfs.items():
        for number, sheet in enumerate(contact_sheets(pdf), start=1):
            path = folder / f"{name}-{number:02}.png"
            sheet.save(path)
            print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
