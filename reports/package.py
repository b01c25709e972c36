"""The sealed package: which files it holds, in which order, and how it is written to disk.

Same input, same bytes: nothing here or below reads a clock, the environment or the path it writes to.
"""

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from reports.archive import Member, pack
from reports.evidence_files import EVIDENCE_CSV, evidence_csv
from reports.fonts import FontFiles, find_fonts
from reports.indicators_json import indicators_json
from reports.manifest import GUIDE, MANIFEST, SUMS, guide, manifest_json, sums
from reports.model import PackageInput
from reports.pdf.document import draw_report
from reports.record_files import csv_bytes, parquet_bytes
from reports.report import build_report
from reports.values_file import VALUES, values_parquet
from reports.workbook import workbook_bytes

REPORT = "自评报告.pdf"
WORKBOOK = "指标一览.xlsx"
INDICATORS = "indicators.json"


# Is told how many steps are done, of how many, and which one begins; whatever it raises ends the making.
Progress = Callable[[int, int, str], None]


def build_package(
    given: PackageInput, fonts: FontFiles | None = None, progress: Progress = lambda _done, _of, _step: None
) -> bytes:
    """The ZIP as bytes. Fonts default to those of `find_fonts`; raises `FontsMissing`, `PackageTooLarge`."""
    measures = given.assessment.catalogue.measures
    steps = 4 + len(measures)
    progress(0, steps, REPORT)
    faces = fonts or find_fonts()
    pdf, _ = draw_report(build_report(given, faces.statement()), faces)
    progress(1, steps, WORKBOOK)
    content = [
        Member(REPORT, pdf),
        Member(WORKBOOK, workbook_bytes(given)),
        Member(INDICATORS, indicators_json(given)),
        Member(VALUES, values_parquet(given)),
        Member(EVIDENCE_CSV, evidence_csv(given)),
        Member(GUIDE, guide(given)),
    ]
    for done, measure in enumerate(measures, start=2):
        progress(done, steps, f"指标 {measure.code} 的记录")
        frame = given.records[measure.code]
        content.append(Member(f"records/{measure.code}.csv", csv_bytes(frame)))
        content.append(Member(f"records/{measure.code}.parquet", parquet_bytes(frame)))
    progress(steps - 2, steps, "校验清单")
    content.append(Member(MANIFEST, manifest_json(given, content)))
    content.append(Member(SUMS, sums(content)))
    progress(steps - 1, steps, "封装")
    return pack(content)


def write_package(
    given: PackageInput,
    path: Path,
    fonts: FontFiles | None = None,
    progress: Progress = lambda _done, _of, _step: None,
) -> bytes:
    """Write the package to `path`, whole or not at all, and return its bytes.

    It is written beside its destination and renamed, so that a reader never meets half a package and an older one
    stays until the new one is complete. Raises `OSError` where the folder cannot be written.
    """
    data = build_package(given, fonts, progress)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".partial", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    return data
