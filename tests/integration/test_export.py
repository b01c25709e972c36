"""Exports: what is written is what is stored, and comes back value for value in every form."""

import csv
import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, update

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.errors import ShianError
from domain.exchange.tables import TABLES
from sampling.cells.reading import BLANKS, NOTHING
from sampling.exchange.export_targets import TooLargeForWorkbook
from sampling.exchange.exporting import ExportResult, export_records
from sampling.exchange.importing import import_exchange
from sampling.exchange.outputs import OutputExists, OutputNotWritable, OutputSuffixUnknown
from sampling.exchange.report import ImportReport
from sampling.store.engine import make_engine, transaction
from sampling.store.schema import metadata
from tests.conftest import NewDatabase
from tests.databases.contents import insert_examples, records

SMALL = Path(__file__).resolve().parents[3] / "shared" / "cases" / "small"
AT = datetime(2024, 4, 1, 8, 30, tzinfo=UTC)
FORMS = ("folder", "records.zip", "records.xlsx")
AWKWARD = (
    "=1+1",
    "'=1+1",
    "''=1+1",
    "'text",
    "'",
    "@SUM(A1)",
    "+86 519",
    "-",
    "'-",
    "/",
    "无",
    "１２３ＡＢＣ",
    "＝１",
    'says "no"',
    "a,b;c、d",
    "first\nsecond",
    "first\n=second",
    "\u00a7 1\u00a02",
    "_x000D_",
    "_x0041_",
    "0012",
    "2023-01-05",
    "1e5",
    "TRUE",
    "<b>&amp;</b>",
    "𠮷野家",
    "e\u0301",
)


def export(engine: Engine, out: Path, *, force: bool = False) -> ExportResult:
    return export_records(engine, out, actor="本机", at=AT, force=force)


def bring_in(engine: Engine, path: Path) -> ImportReport:
    return import_exchange(
        engine, path, catalogue=load_catalogue(), clocks=load_clocks(), actor="本机", at=AT
    )


def fill(engine: Engine) -> None:
    with transaction(engine) as connection:
        insert_examples(connection)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine whose connections are closed at the end, also of a test that fails."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture
def other(new_database: NewDatabase) -> Iterator[Engine]:
    """A second clean database of the same kind."""
    with opened(new_database()) as engine:
        yield engine


@pytest.fixture
def stocked(new_database: NewDatabase) -> Iterator[Engine]:
    """A database with one record in every table."""
    with opened(new_database()) as engine:
        fill(engine)
        yield engine


@pytest.mark.parametrize("form", FORMS)
def test_a_year_that_was_exported_imports_as_the_same_database(
    new_database: NewDatabase, other: Engine, tmp_path: Path, form: str
) -> None:
    if not SMALL.is_dir():
        pytest.skip("the case 'small' does not lie beside the project")
    with opened(new_database()) as source:
        bring_in(source, SMALL)
        result = export(source, tmp_path / form)
        report = bring_in(other, tmp_path / form)
        assert report.errors == []
        assert report.accepted == result.records
        assert records(other) == records(source)
        again = bring_in(source, tmp_path / form)
        assert again.unchanged == result.records
        assert not again.changed_database


def stored_texts() -> st.SearchStrategy[str]:
    """Texts as a database holds them: outer blanks dropped, line breaks of one kind, never empty."""
    written = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=12)
    pieces = st.one_of(
        st.sampled_from(AWKWARD), written, st.tuples(st.sampled_from("'=+-@"), written).map("".join)
    )
    return pieces.map(lambda text: text.strip(BLANKS)).filter(bool)


def optional_texts() -> st.SearchStrategy[str | None]:
    """The same for optional cells, where some words mean nothing."""
    return st.one_of(st.none(), stored_texts().filter(lambda text: text not in NOTHING))


def item_texts() -> st.SearchStrategy[dict[str, Any]]:
    """Test items of the example sheet beside the one it has."""
    names = stored_texts().filter(lambda text: text not in NOTHING and text != "蛋白质")
    return st.fixed_dictionaries(
        {
            "sheet_no": st.just("XBJ23320400000000001"),
            "item_name": names,
            "item_class": st.just("其他"),
            "verdict": st.just("不判定项"),
            "result": optional_texts(),
            "unit": optional_texts(),
            "judgement_basis": optional_texts(),
        }
    )


@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[
        Phase.generate
    ],  # every example makes four databases: shrinking one that fails would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    sheet=st.fixed_dictionaries(
        {
            "unit_name": stored_texts(),
            "place": stored_texts(),
            "sample_name": stored_texts(),
            "producer_name": optional_texts(),
            "batch_no": optional_texts(),
            "laboratory": optional_texts(),
        }
    ),
    description=stored_texts(),
    items=st.lists(item_texts(), min_size=1, max_size=8, unique_by=lambda item: item["item_name"]),
)
def test_any_text_survives_export_and_import_in_every_form(
    new_database: NewDatabase,
    tmp_path_factory: pytest.TempPathFactory,
    sheet: dict[str, str | None],
    description: str,
    items: list[dict[str, Any]],
) -> None:
    folder = tmp_path_factory.mktemp("export")
    with opened(new_database()) as source:
        fill(source)
        with transaction(source) as connection:
            connection.execute(update(metadata.tables["problems"]).values(description=description))
            connection.execute(update(metadata.tables["sheets"]).values(**sheet))
            connection.execute(
                insert(metadata.tables["items"]),
                [{**item, "position": position} for position, item in enumerate(items, start=1)],
            )
        stored = records(source)
        for form in FORMS:
            export(source, folder / form)
    for form in FORMS:
        with opened(new_database()) as target:
            assert bring_in(target, folder / form).errors == [], form
            assert records(target) == stored, form


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_give_the_same_bytes(stocked: Engine, tmp_path: Path, form: str) -> None:
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    first, second = export(stocked, tmp_path / "first" / form), export(stocked, tmp_path / "second" / form)
    assert first.digests == second.digests


@pytest.mark.postgres
@pytest.mark.parametrize("form", FORMS)
def test_both_databases_give_the_same_bytes(
    sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path, form: str
) -> None:
    for engine in (sqlite_engine, postgres_engine):
        fill(engine)
        with transaction(engine) as connection:
            areas = [("320402", "乙区"), ("320400A", "甲区"), ("3204-1", "丙区"), ("32040a", "丁区")]
            connection.execute(
                insert(metadata.tables["areas"]),
                [
                    {"code": code, "name": name, "level": "县区", "parent_code": "320400"}
                    for code, name in areas
                ],
            )
    (tmp_path / "first").mkdir()
    (tmp_path / "second").mkdir()
    first = export(sqlite_engine, tmp_path / "first" / form)
    assert export(postgres_engine, tmp_path / "second" / form).digests == first.digests


def test_no_cell_of_a_csv_can_run_as_a_formula(stocked: Engine, tmp_path: Path) -> None:
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["problems"]).values(description="=HYPERLINK(1)"))
        connection.execute(
            update(metadata.tables["sheets"]).values(batch_no="-12", unit_name="'+1", laboratory="'安")
        )
    export(stocked, tmp_path / "out")
    with (tmp_path / "out" / "problems.csv").open(encoding="utf-8", newline="") as file:
        assert "'=HYPERLINK(1)" in list(csv.reader(file))[1]
    with (tmp_path / "out" / "samples.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.reader(file))[1]
    assert {"'-12", "''+1", "'安"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_workbook_holds_texts_as_text(stocked: Engine, tmp_path: Path) -> None:
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["sheets"]).values(batch_no="=1+1", unit_name="http://a.cn"))
    export(stocked, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["samples"]
    header = [cell.value for cell in sheet[1]]
    batch_no = sheet.cell(2, header.index("批号") + 1)
    assert (batch_no.value, batch_no.data_type) == ("=1+1", "s")
    assert sheet.cell(2, header.index("抽样编号") + 1).data_type == "s"
    assert sheet.cell(2, header.index("被抽样单位名称") + 1).hyperlink is None


def test_an_empty_database_gives_all_tables_with_their_headers(other: Engine, tmp_path: Path) -> None:
    assert sum(export(other, tmp_path / "empty").records.values()) == 0
    for table in TABLES:
        text = (tmp_path / "empty" / f"{table.name}.csv").read_text(encoding="utf-8")
        assert text.strip().split(",") == [column.header for column in table.all_columns]


def test_a_sheet_without_items_is_one_row(stocked: Engine, tmp_path: Path) -> None:
    with transaction(stocked) as connection:
        connection.execute(metadata.tables["items"].delete())
    assert export(stocked, tmp_path / "out").records["samples"] == 1
    with (tmp_path / "out" / "samples.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1
    assert rows[0]["检验项目"] == ""


def test_stubs_are_written_with_their_mark_and_counted(stocked: Engine, tmp_path: Path) -> None:
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["enterprises"]).values(confirmed=False))
    result = export(stocked, tmp_path / "out")
    assert (result.stubs, result.records["enterprises"]) == (1, 1)
    assert [row["待核"] for row in written(tmp_path / "out", "enterprises")] == ["是"]
    again = bring_in(stocked, tmp_path / "out")
    assert again.errors == again.warnings == []
    assert not again.changed_database


def test_words_of_another_system_are_written_on_every_row_of_their_sheet(
    stocked: Engine, tmp_path: Path
) -> None:
    words = '{"检验目的":"监督抽检"}'
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["sheets"]).values(source_words=words))
        item = {"sheet_no": "XBJ23320400000000001", "item_class": "其他", "verdict": "合格项"}
        connection.execute(insert(metadata.tables["items"]), {**item, "item_name": "汞", "position": 1})
    export(stocked, tmp_path / "out")
    assert [row["来源原文"] for row in written(tmp_path / "out", "samples")] == [words, words]


def test_only_a_database_that_needs_them_exports_more_than_the_columns_of_the_format(
    stocked: Engine, tmp_path: Path
) -> None:
    plain = export(stocked, tmp_path / "plain")
    assert plain.stubs == 0
    for table in TABLES:
        headers = list(written(tmp_path / "plain", table.name)[0])
        assert headers == [column.header for column in table.all_columns]
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["enterprises"]).values(confirmed=False))
    marked = export(stocked, tmp_path / "marked")
    assert {name for name in plain.digests if plain.digests[name] != marked.digests[name]} == {
        "enterprises.csv"
    }


def written(folder: Path, table: str) -> list[dict[str, str]]:
    """The rows of an exported table by header."""
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("form", FORMS)
def test_what_is_there_already_is_not_overwritten_unless_asked(
    stocked: Engine, tmp_path: Path, form: str
) -> None:
    out = tmp_path / form
    first = export(stocked, out)
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["areas"]).values(name="改名市"))
    with pytest.raises(OutputExists):
        export(stocked, out)
    assert _same_as_written(out, first)
    assert export(stocked, out, force=True).digests != first.digests
    assert not _same_as_written(out, first)


def _same_as_written(out: Path, result: ExportResult) -> bool:
    files = [out / name for name in result.digests] if out.is_dir() else [out]
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files} == result.digests


def test_other_files_in_a_folder_stay(stocked: Engine, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "笔记.txt").write_text("留着", encoding="utf-8")
    export(stocked, tmp_path / "out", force=True)
    assert (tmp_path / "out" / "笔记.txt").read_text(encoding="utf-8") == "留着"
    assert (tmp_path / "out" / "areas.csv").exists()


def test_an_export_that_fails_leaves_nothing_behind(stocked: Engine, tmp_path: Path) -> None:
    with transaction(stocked) as connection:
        connection.execute(update(metadata.tables["problems"]).values(description="长" * 32_768))
    with pytest.raises(TooLargeForWorkbook):
        export(stocked, tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []
    with stocked.connect() as connection:
        assert connection.execute(select(metadata.tables["audit_entries"])).all() == []


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("out.csv", OutputSuffixUnknown), ("out.xls", OutputSuffixUnknown), ("nowhere/out", OutputNotWritable)],
)
def test_a_name_that_cannot_be_written_is_refused(
    sqlite_engine: Engine, tmp_path: Path, name: str, refusal: type[ShianError]
) -> None:
    with pytest.raises(refusal):
        export(sqlite_engine, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_every_export_leaves_an_audit_entry(stocked: Engine, tmp_path: Path) -> None:
    export(stocked, tmp_path / "out.zip")
    with stocked.connect() as connection:
        entry = connection.execute(select(metadata.tables["audit_entries"])).one()
    assert (entry.command, entry.actor, entry.at) == ("export", "本机", "2024-04-01T08:30:00.000000+00:00")
    assert str(tmp_path) not in entry.details


def test_a_zip_holds_the_tables_in_their_order_without_the_moment(stocked: Engine, tmp_path: Path) -> None:
    export(stocked, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == [f"{table.name}.csv" for table in TABLES]
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
