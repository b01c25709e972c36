"""Commands of the assessment: returns owed, snapshots from preparing to an official package, remarks from a file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.database import open_database
from tests.api.stored import import_case, store_areas
from tests.cli.conftest import Shian, shian

__all__ = ["shian"]
PERIOD = ("--year", "2023", "--as-of", "2024-03-31")


def test_what_is_owed_is_listed_by_its_day_and_zero_is_never_nothing(shian: Shian) -> None:
    import_case(open_database(), "small")
    board = shian("returns", "board", *PERIOD, "--format", "json").json
    filed = [cell for cell in board if cell["状态"] == "已审核"]
    nothing = [cell for cell in board if cell["状态"] == "未填报"]
    assert filed
    assert all(cell["分子"] != "" for cell in filed)
    assert all(cell["分子"] == "" for cell in nothing)
    below = shian("returns", "board", *PERIOD, "--area", "320400", "--format", "json").json
    assert below == board
    one = shian("returns", "board", *PERIOD, "--area", "320412", "--format", "json").json
    assert {cell["填报单位"] for cell in one} == {"320412"}
    assert "area-not-found" in shian("returns", "board", *PERIOD, "--area", "999999").err
    owed = shian("returns", "owed", *PERIOD, "--format", "json").json
    assert [cell["应报日期"] for cell in owed] == sorted(cell["应报日期"] for cell in owed)
    assert {cell["状态"] for cell in owed} <= {"未填报", "草稿", "退回"}


def test_a_snapshot_is_prepared_signed_approved_and_packed(shian: Shian, tmp_path: Path) -> None:
    import_case(open_database(), "small")
    wrong = shian("snapshot", "prepare", *PERIOD, "--city", "320412", "--actor", "编制甲")
    assert (wrong.status, "320400" in wrong.err, "县区" in wrong.err) == (2, True, True)
    told = shian("snapshot", "prepare", *PERIOD, "--actor", "编制甲")
    assert told.status == 0, told.err
    number = told.out.splitlines()[0].partition("：")[2]
    shown = shian("snapshot", "show", number).json
    first, *others = [one["会签单"] for one in shown["会签"]]
    early = shian("snapshot", "approve", number, "--actor", "审定乙")
    assert early.status == 2
    assert "尚未会签" in early.err
    assert shian("snapshot", "object", first, "--reason", "合成数据：口径", "--actor", "会签丙").status == 0
    states = [one["状态"] for one in shian("snapshot", "show", number).json["会签"]]
    assert states[0] == "有异议"
    assert shian("snapshot", "sign", first, "--digest", shown["摘要"], "--actor", "会签丙").status == 0
    for one in others:
        assert (
            shian("snapshot", "note-paper", one, "--reason", "合成数据：纸质", "--actor", "编制甲").status
            == 0
        )
    for same in ("编制甲", "编制甲 ", "\u3000编制甲", ""):
        assert shian("snapshot", "approve", number, "--actor", same).status == 2
    assert shian("snapshot", "approve", number, "--actor", "审定乙").status == 0
    file = tmp_path / "材料包.zip"
    assert shian("package", "--snapshot", number, *PERIOD, "--output", str(file)).status == 2
    assert shian("package", "--snapshot", number, "--output", str(file)).status == 0
    verified = shian("verify", str(file), "--database")
    assert verified.status == 0
    assert verified.json["database"]["snapshot"]["ok"] is True
    assert shian("snapshot", "diff", number).json == []
    assert shian("snapshot", "list", "--format", "json").json[0]["状态"] == "已审定"


def test_the_same_snapshot_is_the_same_package_in_another_environment_and_after_a_restore(
    shian: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_case(open_database(), "small")
    number = shian("snapshot", "prepare", *PERIOD, "--actor", "编制甲").out.splitlines()[0].partition("：")[2]
    for one in shian("snapshot", "show", number).json["会签"]:
        shian("snapshot", "note-paper", one["会签单"], "--reason", "合成数据：纸质", "--actor", "编制甲")
    assert shian("snapshot", "approve", number, "--actor", "审定乙").status == 0
    here, there = tmp_path / "here.zip", tmp_path / "elsewhere" / "there.zip"
    assert shian("package", "--snapshot", number, "--output", str(here)).status == 0
    backup, restored = tmp_path / "all.shian", tmp_path / "restored.db"
    assert shian("backup", str(backup)).status == 0
    monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{restored}")
    for name in ("SHIAN_PACKAGES", "SHIAN_FILES", "SHIAN_EVIDENCE"):
        monkeypatch.setenv(name, str(tmp_path / "restored" / name.lower()))
    assert shian("restore", str(backup)).status == 0
    there.parent.mkdir()
    settings = {"TZ": "Pacific/Auckland", "LANG": "fr_FR.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}
    command = [str(Path(sys.executable).with_name("shian")), "package", "--snapshot", number]
    subprocess.run(
        [*command, "--output", str(there)],
        env={**os.environ, **settings},
        cwd=there.parent,
        check=True,
        capture_output=True,
    )
    assert there.read_bytes() == here.read_bytes()


def test_remarks_are_registered_from_the_template_that_is_printed(shian: Shian, tmp_path: Path) -> None:
    store_areas(open_database())
    header = shian("remarks", "template").out.lstrip("\ufeff").strip()
    row = dict.fromkeys(header.split(","), "") | {
        "年度": "2023",
        "区划代码": "320400",
        "对象": "指标",
        "指标代码": "17",
        "意见": "合成数据：请说明",
        "提出单位": "合成数据评审组",
    }
    file = tmp_path / "意见.csv"
    file.write_text(f"{header}\n{','.join(row.values())}\n", encoding="utf-8")
    assert shian("remarks", "import", str(file)).status == 0
    (one,) = shian("remarks", "list", "--open", "--format", "json").json
    assert (one["状态"], one["意见"]) == ("已提出", "合成数据：请说明")
    assert shian("remarks", "list", "--overdue", "--format", "json").json == []
    assert shian("remedies", "list", "--format", "json").json == []
    file.write_text(f"{header}\n{','.join({**row, '指标代码': '99'}.values())}\n", encoding="utf-8")
    assert shian("remarks", "import", str(file)).status == 2
