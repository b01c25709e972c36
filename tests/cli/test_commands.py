"""The commands as an office uses them: what they print, and how they end."""

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from tests.cli.conftest import SMALL, Shian

PERIOD = ("--year", "2023", "--as-of", "2024-03-31")
EXPECTED = json.loads((SMALL / "expected-2024-03-31.json").read_text(encoding="utf-8"))


def test_indicators_as_json_are_the_expected_values(small: Shian) -> None:
    assert small("indicators", *PERIOD, "--format", "json").json == EXPECTED


def test_indicators_of_one_area_are_its_rows_of_the_whole(small: Shian) -> None:
    rows = small("indicators", *PERIOD, "--area", "320412", "--format", "json").json["values"]
    assert rows == [row for row in EXPECTED["values"] if row["area"] == "320412"]


def test_all_formats_show_the_same_figures(small: Shian, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(small("indicators", *PERIOD, "--format", "csv").out)))
    assert [(row["指标"], row["区划代码"], row["分子"], row["分母"]) for row in rows] == [
        (row["measure"], row["area"], row["numerator"] or "", row["denominator"] or "")
        for row in EXPECTED["values"]
    ]
    table = small("indicators", *PERIOD).out
    assert "合成数据" in table
    assert all(row["数值"] in table for row in rows)
    book = tmp_path / "指标.xlsx"
    assert small("indicators", *PERIOD, "--format", "xlsx", "--output", book).status == 0
    assert openpyxl.load_workbook(book).sheetnames


def test_a_workbook_goes_through_a_pipe(small: Shian) -> None:
    command = [str(Path(sys.executable).with_name("shian")), "indicators", *PERIOD, "--format", "xlsx"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert openpyxl.load_workbook(io.BytesIO(piped.stdout)).sheetnames


def test_the_rows_behind_a_value_add_up_to_it(small: Shian) -> None:
    rows = small("records", *PERIOD, "--measure", "07", "--area", "320400", "--format", "json").json
    value = next(row for row in EXPECTED["values"] if (row["measure"], row["area"]) == ("07", "320400"))
    assert sum(int(row["in_numerator"]) for row in rows) == int(value["numerator"])
    assert sum(int(row["in_denominator"]) for row in rows) == int(value["denominator"])


def test_a_town_can_be_asked_for(small: Shian) -> None:
    rows = small("indicators", *PERIOD, "--area", "320481001", "--format", "json").json["values"]
    assert len(rows) == 38
    assert {row["status"] for row in rows if row["measure"] == "12"} == {"not_applicable"}


def test_a_package_verifies_and_a_changed_record_shows_as_a_difference(small: Shian, tmp_path: Path) -> None:
    package = tmp_path / "包.zip"
    made = small("package", *PERIOD, "--area", "320400", "--output", package)
    assert made.status == 0
    with closing(sqlite3.connect(os.environ["SHIAN_DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        told = database.execute(
            "SELECT actor, details FROM audit_entries WHERE command = 'package write'"
        ).fetchone()
    assert told[0] == "本机"
    assert json.loads(told[1])["sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
    verified = small("verify", package, "--database")
    assert (verified.status, verified.json["database"]) == (0, {"ok": True, "differences": []})
    assert small("verify", package, "--expect", "0" * 64).status == 1
    changed = tmp_path / "changed"
    changed.mkdir()
    header, *rows = (SMALL / "returns.csv").read_text(encoding="utf-8").splitlines()
    cells = header.split(",")
    accepted = (row.split(",") for row in rows if "已审核" in row)
    # A flow adds all quarters up, so any newer version changes it.
    row = next(
        row for row in accepted if row[cells.index("指标")] == "12" and row[cells.index("分子")] != "0"
    )
    row[cells.index("版本")] = "99"
    row[cells.index("分子")] = "0"
    (changed / "returns.csv").write_text(f"{header}\n{','.join(row)}\n", encoding="utf-8")
    assert small("import", changed).status == 0
    again = small("verify", package, "--database")
    assert again.status == 1
    assert {d["measure"] for d in again.json["database"]["differences"]} == {row[cells.index("指标")]}


def test_a_flipped_byte_names_its_member(small: Shian, tmp_path: Path) -> None:
    package = tmp_path / "package.zip"
    small("package", *PERIOD, "--output", package)
    data = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        place = archive.getinfo("indicators.json").header_offset + 200
    data[place] ^= 1
    package.write_bytes(data)
    verified = small("verify", package)
    assert verified.status == 1
    assert "indicators.json" in {problem["member"] for problem in verified.json["problems"]}


def test_a_database_that_is_behind_is_refused_with_the_command_to_run(
    shian: Shian, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    refused = shian("indicators", *PERIOD)
    assert refused.status == 2
    assert "shian migrate" in refused.err
    assert not (tmp_path / "none.db").exists()
    assert shian("migrate").status == 0
    assert (tmp_path / "none.db").exists()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("indicators",), "缺少选项"),
        (("indicators", "--year", "2023", "--as-of", "yesterday"), "应写作 2024-03-31"),
        (("indicators", "--year", "x", "--as-of", "2023-12-31"), "不是有效的数"),
        (("indicators", "--year", "2023", "--as-of", "2022-12-31"), "早于 2023年1月1日"),
        (("indicators", *PERIOD, "--area", "999999"), "没有区划代码为 999999 的辖区"),
        (("indicators", *PERIOD, "--city", "999999"), "没有区划代码为 999999 的辖区"),
        (("indicators", *PERIOD, "--format", "doc"), "可选值"),
        (("indicators", *PERIOD, "--output", "/no/such/folder/x"), "上级文件夹不存在"),
        (("records", *PERIOD, "--measure", "99", "--area", "320400"), "没有代码为 99 的指标"),
        (("package", *PERIOD, "--output", "/no/such/folder/x.zip"), "不存在"),
        (("verify", "/no/such/file.zip"), "不存在"),
        (("judge", "/no/such/file.csv"), "请核对路径"),
        (("import", "/no/such/folder"), "请核对路径"),
        (("deadline", "nonsense", "2026-02-10"), "没有代码为 nonsense 的期限"),
        (("deadline", "report", "2026-02-30"), "应写作 2026-02-10"),
        (("deadline", "submit-urgent", "2026-02-10"), "须写明时刻"),
        (("deadline", "report", "2026-02-10", "--extend", "-1"), "不在范围"),
        (("nonsense",), "没有命令 nonsense"),
        (("indicators", "--colour"), "没有选项 --colour"),
        (("calendar", "import", "/no/such/file.csv"), "无法读取"),
    ],
)
def test_a_wrong_call_is_refused_in_chinese_with_what_to_do(
    small: Shian, arguments: tuple[str, ...], words: str
) -> None:
    refused = small(*arguments)
    assert refused.status == 2
    assert words in refused.err
    assert "Traceback" not in refused.err
    assert not any(word in refused.err for word in ("Error", "Missing", "Invalid", "Usage"))


@pytest.mark.parametrize(
    "command",
    ["", "migrate", "import", "export", "template", "indicators", "records", "package", "verify", "synthesize",
     "bulletins", "calendar", "judge", "national", "deadline", "organisations", "due", "machines", "policy", "serve"],
)  # fmt: skip
def test_every_help_page_is_chinese(shian: Shian, command: str) -> None:
    page = shian(*([command] if command else []), "--help")
    assert page.status == 0
    assert "用法" in page.out
    for english in ("Usage", "Options", "Commands", "OPTIONS", "ARGS", "Show this", "required"):
        assert english not in page.out


def test_a_calendar_year_is_imported_once_and_replaced_by_a_corrected_file(
    shian: Shian, tmp_path: Path
) -> None:
    file = tmp_path / "2027.csv"
    file.write_text("日期,类型\n2027-01-01,休\n2027-01-02,休\n2027-01-09,班\n", encoding="utf-8")
    assert shian("calendar", "import", file).status == 0
    file.write_text("日期,类型\n2027-01-01,休\n2028-01-01,休\n", encoding="utf-8")
    refused = shian("calendar", "import", file)
    assert refused.status == 2
    assert "一个年份" in refused.err
    file.write_text("日期,类型\n2027-01-01,放假\n", encoding="utf-8")
    assert "第2行" in shian("calendar", "import", file).err


@pytest.mark.parametrize(
    "clock, start, due",
    [
        ("report", "2026-02-10", "2026-03-16"),
        ("report", "2026-09-21", "2026-10-26"),
        ("submit-qualified", "2026-09-24", "2026-10-12"),
        ("deliver", "2026-04-28", "2026-05-08"),
        ("submit-urgent", "2026-02-10T08:30", "2026-02-11T08:30"),
        ("keep-unqualified", "2025-08-31", "2026-02-28"),
    ],
)
def test_a_deadline_can_be_asked_for(shian: Shian, clock: str, start: str, due: str) -> None:
    found = shian("deadline", clock, start, "--format", "json").json
    assert (found["due"], found["provisional"]) == (due, False)
    assert due[:10] in shian("deadline", clock, start).out


def test_an_imported_year_settles_a_provisional_deadline(shian: Shian, tmp_path: Path) -> None:
    ask = ("deadline", "report", "2026-12-21", "--format", "json")
    before = shian(*ask).json
    assert (before["provisional"], before["unknown_year"], before["due"]) == (True, 2027, "2027-01-18")
    file = tmp_path / "2027.csv"
    file.write_text("日期,类型\n2027-01-01,休\n", encoding="utf-8")
    assert shian("calendar", "import", file).status == 0
    after = shian(*ask).json
    assert (after["provisional"], after["due"], len(after["days_counted"])) == (False, "2027-01-19", 20)


def test_two_packages_are_compared_from_their_files_alone(
    small: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = tmp_path / "原.zip", tmp_path / "新.zip"
    for file, day in ((old, "2024-03-31"), (new, "2023-12-31")):
        assert (
            small("package", "--year", "2023", "--as-of", day, "--area", "320412", "--output", file).status
            == 0
        )
    monkeypatch.setenv("SHIAN_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    told = small("compare", old, new, "--rows", "1")
    assert told.status == 1
    assert "合成数据" in told.out
    assert "截止日：2024-03-31 → 2023-12-31" in told.out
    assert "另有" in told.out
    data = small("compare", old, new, "--format", "json").json
    changed = {(one["measure"], one["area"]) for one in data["values"]}
    assert all(f"  {measure} " in told.out and area == "320412" for measure, area in changed)
    for measure, area in changed:
        rows = data["records"][measure]
        before, after = next(
            (one["before"], one["after"])
            for one in data["values"]
            if (one["measure"], one["area"]) == (measure, area)
        )
        gained = sum(int(row["计入分子"]) for row in rows["added"]) - sum(
            int(row["计入分子"]) for row in rows["removed"]
        )
        gained += sum(
            int(one["after"]["计入分子"]) - int(one["before"]["计入分子"]) for one in rows["changed"]
        )
        assert gained == int(after["numerator"]) - int(before["numerator"])
    assert small("compare", old, old).status == 0
    assert "两个文件完全相同" in small("compare", old, old).out
    old.write_bytes(old.read_bytes().replace("合成".encode(), "真实".encode(), 1))
    refused = small("compare", old, new)
    assert (refused.status, "package-altered" in refused.err) == (2, True)
