"""Small synthetic years, written once per run and read back as plain rows."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize

Rows = dict[str, list[dict[str, str]]]


def read_rows(folder: Path) -> Rows:
    """Every table of a folder as rows by header."""
    rows: Rows = {}
    for file in sorted(folder.iterdir()):
        with file.open(encoding="utf-8", newline="") as stream:
            rows[file.stem] = list(csv.DictReader(stream))
    return rows


@pytest.fixture(scope="session")
def make_year(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes a year and returns its folder."""

    def make(scale: str = "0.03", seed: int = 1, year: int = 2023, city: Path | None = None) -> Path:
        out = tmp_path_factory.mktemp("synthetic") / "year"
        synthesize(out, year=year, scale=Decimal(scale), seed=seed, city=read_city(city))
        return out

    return make


@pytest.fixture(scope="session")
def small_folder(make_year: Callable[..., Path]) -> Path:
    """A year of about a thousand batches."""
    return make_year()


@pytest.fixture(scope="session")
def year_rows(small_folder: Path) -> Rows:
    """The same year as rows."""
    return read_rows(small_folder)


@pytest.fixture(scope="session")
def sheet_rows(year_rows: Rows) -> dict[str, dict[str, str]]:
    """The first row of each sheet by 抽样编号."""
    sheets: dict[str, dict[str, str]] = {}
    for row in year_rows["samples"]:
        sheets.setdefault(row["抽样编号"], row)
    return sheets
