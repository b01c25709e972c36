"""The floors that shian is measured against: the least work that could do the same job.

Each is written plainly and does nothing that the job does not need: no checks, no normalisation, no audit.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle
from sqlalchemy import Engine

from domain.exchange.tables import SAMPLES, TABLES, Column, Kind

Rows = Sequence[tuple[str, ...]]


def import_floor(engine: Engine, folder: Path) -> int:
    """Read the CSVs with the csv module and `executemany` into the same tables (SQLite). Returns the rows written."""
    connection = engine.raw_connection()
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.execute("PRAGMA defer_foreign_keys = ON")
    written = 0
    for table in TABLES:
        with (folder / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            header = next(rows)
            if table.name == SAMPLES.name:
                written += _write_samples(cursor, header, rows)
            else:
                written += _write(cursor, table.name, table.columns, header, rows)
    cursor.execute("COMMIT")
    connection.close()
    return written


def _statement(table: str, names: list[str]) -> str:
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"


def _converters(columns: tuple[Column, ...]) -> list[Any]:
    def text(cell: str) -> str | None:
        return cell or None

    def yes_no(cell: str) -> bool | None:
        return None if not cell else cell == "是"

    return [yes_no if column.kind is Kind.YES_NO else text for column in columns]


def _write(
    cursor: Any, table: str, columns: tuple[Column, ...], header: list[str], rows: Iterator[list[str]]
) -> int:
    places = [header.index(column.header) for column in columns]
    convert = list(zip(_converters(columns), places, strict=True))
    batch = [tuple(turn(row[place]) for turn, place in convert) for row in rows]
    cursor.executemany(_statement(table, [column.name for column in columns]), batch)
    return len(batch)


def _write_samples(cursor: Any, header: list[str], rows: Iterator[list[str]]) -> int:
    present = tuple(column for column in SAMPLES.item_columns if column.header in header)
    sheet_places = [header.index(column.header) for column in SAMPLES.columns]
    item_places = [header.index(column.header) for column in present]
    sheets: dict[str, tuple[str | None, ...]] = {}
    items: list[tuple[str | int | None, ...]] = []
    name_at = header.index("检验项目")
    for position, row in enumerate(rows):
        number = row[sheet_places[0]]
        if number not in sheets:
            sheets[number] = tuple(row[place] or None for place in sheet_places)
        if row[name_at]:
            items.append((number, position, *(row[place] or None for place in item_places)))
    cursor.executemany(_statement("sheets", [column.name for column in SAMPLES.columns]), sheets.values())
    names = ["sheet_no", "position", *(column.name for column in present)]
    cursor.executemany(_statement("items", names), items)
    return len(sheets) + len(items)


def pdf_floor(tables: list[Rows], font: Path, rows_per_table: int = 200) -> tuple[bytes, int]:
    """The same rows as bare reportlab tables with fixed row heights. Returns the PDF and its pages."""
    pdfmetrics.registerFont(TTFont("Floor", str(font)))
    style = TableStyle([("FONT", (0, 0), (-1, -1), "Floor", 7), ("GRID", (0, 0), (-1, -1), 0.25, "#999999")])
    story = []
    for cells in tables:
        for start in range(0, len(cells), rows_per_table):
            chunk = list(cells[start : start + rows_per_table])
            story.append(Table(chunk, rowHeights=[14] * len(chunk), style=style, repeatRows=0))
    target = io.BytesIO()
    document = SimpleDocTemplate(target, pagesize=A4, initialFontName="Floor")
    document.build(story)
    return target.getvalue(), document.page
