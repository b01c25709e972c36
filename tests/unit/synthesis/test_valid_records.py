"""A synthetic year obeys every rule of the exchange format, checked here from the format's own description."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from domain.catalogue.measures import load_catalogue
from domain.credit_code import is_valid
from domain.exchange.tables import SAMPLES, TABLES, Column, Kind, Table
from tests.unit.synthesis.conftest import Rows, read_rows

_NUMBER = re.compile(r"\d+(\.\d+)?")
_WHOLE = (Kind.WHOLE, Kind.YEAR, Kind.VERSION)


@pytest.fixture(scope="module", params=[(2023, "0.03"), (2027, "0.002"), (2024, "0.01")])
def rows(request: pytest.FixtureRequest, make_year: Callable[..., Path], year_rows: Rows) -> Rows:
    year, scale = request.param
    return year_rows if year == 2023 else read_rows(make_year(scale=scale, year=year))


def _records(table: Table, rows: Rows) -> Iterator[dict[str, str]]:
    """Rows of a table; for samples the first of each sheet."""
    seen = set()
    for row in rows[table.name]:
        if table is not SAMPLES or row["抽样编号"] not in seen:
            seen.add(row.get("抽样编号"))
            yield row


def test_headers_are_those_of_the_format(rows: Rows) -> None:
    for table in TABLES:
        assert list(rows[table.name][0]) == [column.header for column in table.all_columns]


def test_every_cell_is_of_its_kind(rows: Rows) -> None:
    faults = [
        (table.name, column.header, row[column.header])
        for table in TABLES
        for row in rows[table.name]
        for column in table.all_columns
        if not _fits(column, row[column.header])
    ]
    assert faults == []


def _fits(column: Column, cell: str) -> bool:
    if not cell:
        return not column.required
    if column.kind is Kind.DATE:
        return date.fromisoformat(cell).isoformat() == cell
    if column.kind in _WHOLE:
        return cell.isdigit()
    if column.kind is Kind.DECIMAL:
        return _NUMBER.fullmatch(cell) is not None
    if column.kind is Kind.CHOICE:
        return cell in column.choices
    if column.kind is Kind.YES_NO:
        return cell in ("是", "否")
    if column.kind is Kind.TAGS:
        return set(cell.split(";")) <= set(column.choices)
    if column.kind is Kind.PEOPLE:
        return len(set(cell.split("、"))) >= 2
    if column.kind is Kind.CREDIT_CODE:
        return is_valid(cell)
    return cell == cell.strip() and not cell.startswith(("=", "+", "-", "@", "'"))


def test_keys_are_unique(rows: Rows) -> None:
    for table in TABLES:
        headers = [column.header for column in table.columns if column.key]
        keys = [tuple(row[header] for header in headers) for row in _records(table, rows)]
        assert len(keys) == len(set(keys)), table.name


def test_items_are_filled_and_unique_within_their_sheet(rows: Rows) -> None:
    items: dict[str, list[str]] = {}
    for row in rows["samples"]:
        items.setdefault(row["抽样编号"], []).append(row["检验项目"])
        filled = {bool(row[header]) for header in ("检验项目", "项目类别", "结果判定")}
        assert len(filled) == 1, row
        if filled == {False}:
            assert not any(row[column.header] for column in SAMPLES.item_columns)
    for sheet, names in items.items():
        assert len(names) == len(set(names)), sheet
        assert len(names) == 1 or all(names), sheet


def test_rows_of_one_sheet_agree_and_stand_together(rows: Rows) -> None:
    last: dict[str, str] = {}
    seen: set[str] = set()
    for row in rows["samples"]:
        if row["抽样编号"] == last.get("抽样编号"):
            assert all(row[column.header] == last[column.header] for column in SAMPLES.columns)
        else:
            assert row["抽样编号"] not in seen
            seen.add(row["抽样编号"])
        last = row


def test_every_reference_resolves(rows: Rows) -> None:
    keys = {
        table.name: {
            row[next(column.header for column in table.columns if column.key)] for row in rows[table.name]
        }
        for table in TABLES
    }
    for table in TABLES:
        for column in table.columns:
            if column.refers is None:
                continue
            known = set().union(*(keys[name] for name in column.refers.split("|")))
            used = {row[column.header] for row in _records(table, rows)} - {""}
            assert used <= known, (table.name, column.header)


def test_problems_name_a_source_of_their_own_kind_and_enterprise(rows: Rows) -> None:
    owners = {("检查", row["检查编号"]): row["统一社会信用代码"] for row in rows["inspections"]}
    owners |= {("自查", row["报告编号"]): row["统一社会信用代码"] for row in rows["self_reports"]}
    for row in rows["problems"]:
        assert owners[row["来源"], row["来源编号"]] == row["统一社会信用代码"]


def test_dates_follow_their_chains(rows: Rows) -> None:
    for table in TABLES:
        for chain in table.date_chains:
            headers = [table.column(name).header for name in chain]
            for row in _records(table, rows):
                dates = [row[header] for header in headers if row[header]]
                assert dates == sorted(dates), (table.name, row)


def test_returns_come_from_the_filers_of_the_catalogue_and_stay_within_their_denominator(rows: Rows) -> None:
    levels = {row["区划代码"]: row["级别"] for row in rows["areas"]}
    catalogue = load_catalogue()
    for row in rows["returns"]:
        measure = catalogue.measure(row["指标"])
        assert {"市": "city", "县区": "district"}[levels[row["区划代码"]]] in measure.filed_by
        assert re.fullmatch(r"\d{4}Q[1-4]", row["季度"])
        if measure.numerator_is_part:
            assert Decimal(row["分子"]) <= Decimal(row["分母"])


def test_every_filer_files_every_returns_measure_in_every_quarter(rows: Rows) -> None:
    filed = {(row["指标"], row["区划代码"], row["季度"][4:]) for row in rows["returns"]}
    districts = [row["区划代码"] for row in rows["areas"] if row["级别"] == "县区"]
    city = [row["区划代码"] for row in rows["areas"] if row["级别"] == "市"]
    for measure in load_catalogue().measures:
        filers = districts * ("district" in measure.filed_by) + city * ("city" in measure.filed_by)
        for filer in filers:
            assert {(measure.code, filer, f"Q{quarter}") for quarter in range(1, 5)} <= filed


def test_results_and_verdicts_agree_but_for_the_doubtful_sheets(rows: Rows) -> None:
    doubtful = set()
    for row in rows["samples"]:
        if not (_NUMBER.fullmatch(row["检验结果"]) and _NUMBER.fullmatch(row["最大允许限"])):
            continue
        above = Decimal(row["检验结果"]) > Decimal(row["最大允许限"])
        if row["结果判定"] == "合格项" and above:
            doubtful.add(row["抽样编号"])
        assert above or row["结果判定"] not in ("不合格项", "问题项")
    sheets = {row["抽样编号"] for row in rows["samples"]}
    assert 1 <= len(doubtful) <= 3 + len(sheets) // 1000


def test_no_enterprise_is_sampled_inspected_or_reporting_while_it_is_not_open(rows: Rows) -> None:
    life = {
        row["统一社会信用代码"]: (row["成立日期"], row["退出日期"] or "9999") for row in rows["enterprises"]
    }
    dated = [(row["被抽样单位信用代码"], row["抽样日期"]) for row in rows["samples"]]
    dated += [(row["统一社会信用代码"], row["检查日期"]) for row in rows["inspections"]]
    for code, day in dated:
        if code:
            assert life[code][0] <= day < life[code][1], (code, day)


def test_what_is_made_up_says_so(rows: Rows) -> None:
    assert all(row["名称"].startswith("合成数据") for row in rows["enterprises"])
    assert all("合成数据" in row["被抽样单位名称"] for row in rows["samples"])
    assert all("合成数据" in row["承检机构"] for row in rows["samples"])
    assert all(
        row["标称生产企业名称"] == "/" or "合成数据" in row["标称生产企业名称"] for row in rows["samples"]
    )
    assert all("合成" in row["抽样人员"] for row in rows["samples"])
    assert all("合成" in row["检查人员"] for row in rows["inspections"])
    assert all("合成数据" in row["来源"] for row in rows["population"])
