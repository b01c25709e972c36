"""`shian import --from national` and `shian national`, as they are typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from api.cli.main import shian
from tests.national.exports import UNKNOWN_SHOP, a_row, an_export


def run(office: Engine, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> Result:
    monkeypatch.setenv("SHIAN_DATABASE_URL", office.url.render_as_string(hide_password=False))
    return CliRunner().invoke(shian, [str(argument) for argument in arguments])


def test_the_report_names_file_row_and_the_systems_header(
    office: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, report = an_export(tmp_path / "导出.csv", a_row(COUNTY="滨湖区")), tmp_path / "report.json"
    done = run(office, monkeypatch, "import", "--from", "national", export, "--report", report)
    assert done.exit_code == 1
    (error,) = json.loads(report.read_text(encoding="utf-8"))["errors"]
    assert {name: error[name] for name in ("file", "row", "column", "code")} == {
        "file": "导出.csv",
        "row": 2,
        "column": "县(市、区)",
        "code": "unknown-area",
    }
    assert "shian national areas import" in error["message"]


def test_an_alias_a_stub_and_its_confirmation(
    office: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = an_export(tmp_path / "导出.csv", a_row(COUNTY="滨湖区", LICENCE=UNKNOWN_SHOP))
    aliases = tmp_path / "areas.csv"
    aliases.write_text("别名,区划代码\n滨湖区,320411\n", encoding="utf-8")
    assert run(office, monkeypatch, "national", "areas", "import", aliases).exit_code == 0
    assert run(office, monkeypatch, "national", "areas", "list").stdout == aliases.read_text(encoding="utf-8")
    assert run(office, monkeypatch, "import", "--from", "national", export).exit_code == 0
    assert UNKNOWN_SHOP in run(office, monkeypatch, "national", "stubs").stdout
    assert run(office, monkeypatch, "national", "confirm", UNKNOWN_SHOP.lower()).exit_code == 0
    assert UNKNOWN_SHOP not in run(office, monkeypatch, "national", "stubs").stdout


def test_an_export_says_how_many_enterprises_are_still_pending(
    office: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "待核" not in run(office, monkeypatch, "export", tmp_path / "先").stderr
    export = an_export(tmp_path / "导出.csv", a_row(LICENCE=UNKNOWN_SHOP))
    assert run(office, monkeypatch, "import", "--from", "national", export).exit_code == 0
    assert "其中 1 家主体待核" in run(office, monkeypatch, "export", tmp_path / "后").stderr
