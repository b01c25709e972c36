"""`shian import`, `export` and `template` as users run them: exit statuses, messages, files."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from api.cli.import_summary import SHOWN_ERRORS
from api.cli.main import main
from sampling.store.engine import make_engine
from sampling.store.schema import metadata
from tests.conftest import NewDatabase

Run = Callable[..., int]
HEADER = "区划代码,名称,级别,上级代码\n"


@pytest.fixture
def url(new_sqlite: NewDatabase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The database that the commands work on, and a working directory of their own."""
    url = new_sqlite()
    monkeypatch.setenv("SHIAN_DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    return url


@pytest.fixture
def run(url: str) -> Run:
    """Runs a command and returns its exit status."""

    def command(*arguments: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        return int(ended.value.code or 0)

    return command


def areas(text: str, folder: str = "records") -> str:
    """A folder with an areas table."""
    Path(folder).mkdir(exist_ok=True)
    (Path(folder) / "areas.csv").write_text(HEADER + text, encoding="utf-8")
    return folder


def test_an_import_without_errors_ends_with_0_and_counts_by_table(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", areas("320400,某市,市,\n320402,某区,县区,320400\n")) == 0
    assert "行政区划（areas）：新增 2，更新 0，未变 0" in capsys.readouterr().err
    assert run("import", "records") == 0
    assert "没有改动" in capsys.readouterr().err


def test_an_import_with_errors_ends_with_1_and_names_every_cell(
    run: Run, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", areas("320400,某市,市,\n320402,,县区,999999\n"), "--report", "report.json") == 1
    shown = capsys.readouterr().err
    assert "没有写入任何数据" in shown
    assert "areas 第 3 行“名称”［required］" in shown
    report = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert list(report) == ["accepted", "unchanged", "updated", "errors", "warnings"]
    assert [(error["row"], error["column"], error["code"]) for error in report["errors"]] == [
        (3, "上级代码", "unknown-area"),
        (3, "名称", "required"),
    ]
    assert _area_codes(url) == []


def test_good_rows_are_written_where_bad_ones_are_skipped(
    run: Run, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", areas("320400,某市,市,\n320402,,县区,320400\n"), "--skip-bad-rows") == 1
    assert "有 1 处错误，所在记录未写入" in capsys.readouterr().err
    assert _area_codes(url) == ["320400"]


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    run: Run, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", areas("320400,某市,市,\n"), "--dry-run") == 0
    shown = capsys.readouterr().err
    assert "试运行" in shown
    assert "新增 1" in shown
    assert _area_codes(url) == []


def test_the_first_errors_are_listed_and_the_rest_is_counted(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = "".join(f"32{row:04d},,县区,\n" for row in range(SHOWN_ERRORS + 7))
    assert run("import", areas(bad)) == 1
    shown = capsys.readouterr().err
    assert shown.count("［required］") == SHOWN_ERRORS
    assert "另有 7 处错误未列出，用 --report 文件 可得全部" in shown
    run("import", "records", "--report", "全部.json")
    assert "全部见 全部.json" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ("import", "nowhere"),
        ("import", "empty"),
        ("import", "one", "two"),
        ("import", "records", "--report", "nowhere/report.json"),
        ("export", "out.csv"),
        ("export", "nowhere/out"),
        ("template", "模板.xls"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_worked_with_ends_with_2_and_a_sentence(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    areas("320400,某市,市,\n")
    Path("empty").mkdir()
    assert run(*arguments) == 2
    shown = capsys.readouterr().err
    assert "错误" in shown
    assert "Traceback" not in shown


def test_a_refused_workbook_comes_back_marked_beside_itself(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "areas"
    for row in (HEADER.strip().split(","), ["320400", "某市", "省", ""]):
        sheet.append(row)
    book.save("records.xlsx")
    assert run("import", "records.xlsx") == 1
    assert "records-标注.xlsx" in capsys.readouterr().err
    marked = openpyxl.load_workbook("records-标注.xlsx")["areas"]["C2"]
    assert marked.value == "省"
    assert marked.comment is not None


def test_an_export_brings_back_what_was_imported(
    run: Run, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", areas("320400,某市,市,\n"))
    assert run("export", "out.zip") == 0
    assert "已导出 1 条记录到 out.zip" in capsys.readouterr().err
    assert run("export", "out.zip") == 2
    assert "--force" in capsys.readouterr().err
    assert run("export", "out.zip", "--force", "--actor", "张某") == 0
    with make_engine(url).connect() as connection:
        entries = connection.execute(select(metadata.tables["audit_entries"])).all()
    assert [(entry.command, entry.actor) for entry in entries] == [
        ("import", "本机"),
        ("export", "本机"),
        ("export", "张某"),
    ]


def test_a_template_can_be_imported_as_it_comes(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("template", "模板.xlsx") == 0
    assert run("import", "模板.xlsx") == 0
    assert "来源中没有可写入的记录" in capsys.readouterr().err


def _area_codes(url: str) -> list[str]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = connection.scalars(select(metadata.tables["areas"].c.code)).all()
    engine.dispose()
    return list(found)
