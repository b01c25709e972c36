"""证据目录: every document of evidence once, with the measures that it serves; the same rows as CSV and as a sheet."""

from datetime import date

import polars as pl

from domain.exchange.guard import DANGEROUS
from reports.model import PackageInput

EVIDENCE_CSV = "证据目录.csv"
EVIDENCE_TITLES = {
    "no": "编号",
    "title": "名称",
    "document_number": "文号",
    "issuer": "发文单位",
    "issued_on": "日期",
    "pages": "页数",
    "secrecy": "公开属性",
    "measures": "用于指标",
    "references": "所在页",
    "file_name": "文件名",
    "sha256": "SHA-256",
}


def evidence_rows(given: PackageInput) -> list[tuple[str | int | date | None, ...]]:
    """One row per document in the order of its number, columns as in `EVIDENCE_TITLES`; what is not known is None."""
    return [
        (
            one.no,
            one.title,
            one.document_number or None,
            one.issuer or None,
            one.issued_on,
            one.pages,
            one.secrecy,
            "、".join(one.measures),
            "；".join(f"{measure}：{pages}" for measure, pages in one.references) or None,
            one.file_name,
            one.sha256,
        )
        for one in sorted(given.papers.evidence, key=lambda document: document.no)
    ]


def evidence_csv(given: PackageInput) -> bytes:
    """The rows as CSV like the record files: byte order mark, Chinese headers, nothing that runs as a formula."""
    columns = {
        EVIDENCE_TITLES[name]: [None if cell is None else str(cell) for cell in cells]
        for name, cells in zip(
            EVIDENCE_TITLES,
            zip(*evidence_rows(given), strict=True) if given.papers.evidence else (),
            strict=False,
        )
    }
    schema = dict.fromkeys(EVIDENCE_TITLES.values(), pl.String)
    frame = pl.DataFrame(columns, schema=schema)
    guarded = frame.select(
        pl.when(pl.col(name).str.contains(DANGEROUS))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in schema
    )
    return b"\xef\xbb\xbf" + guarded.write_csv(line_terminator="\r\n").encode()
