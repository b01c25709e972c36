"""`shian judge`: files as offices send them, in every format, and the files it refuses."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import Shian

CASES = Path(__file__).parents[1] / "unit" / "judgement" / "cases.csv"
HEADER = "检验结果,结果单位,最小允许限,最大允许限,限量单位,检出限\n"


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "检验结果.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_the_table_of_cases_gets_its_verdicts_in_all_formats(shian: Shian) -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        expected = [row["结果判定"] for row in csv.DictReader(file)]
    found = shian("judge", CASES, "--format", "json").json
    assert [row["verdict"] for row in found] == expected
    assert [row["row"] for row in found] == list(range(2, len(expected) + 2))
    assert all(set(row) == {"row", "verdict", "reason"} for row in found)
    table = csv.DictReader(io.StringIO(shian("judge", CASES, "--format", "csv").out))
    assert [row["结果判定"] for row in table] == expected
    printed = shian("judge", CASES)
    assert printed.status == 0
    assert f"不判定项 {expected.count('不判定项')} 个" in printed.out


def test_blank_rows_are_skipped_but_counted(shian: Shian, tmp_path: Path) -> None:
    file = written(
        tmp_path, "\n" + HEADER + '0.3,mg/kg,,0.2,mg/kg,\n,,,,,\n\n"未\n检出",mg/kg,,0.2,mg/kg,0.01\n'
    )
    found = shian("judge", file, "--format", "json").json
    assert [(row["row"], row["verdict"]) for row in found] == [(3, "不合格项"), (6, "合格项")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_headers_are_forgiven_their_marks_blanks_order_and_encoding(
    shian: Shian, tmp_path: Path, encoding: str
) -> None:
    text = "序号, 最大允许限 ,检验结果*,限量 单位,结果单位＊\n1,0.2,300,mg/kg,μg/kg\n"
    found = shian("judge", written(tmp_path, text, encoding), "--format", "json").json
    assert [row["verdict"] for row in found] == ["不合格项"]


def test_unquoted_commas_do_not_shift_cells_into_a_verdict(shian: Shian, tmp_path: Path) -> None:
    file = written(tmp_path, HEADER + "10;20;30;40;50,CFU/g,,n=5,c=2,m=10²,M=10³CFU/g,,\n")
    (found,) = shian("judge", file, "--format", "json").json
    assert found["verdict"] == "不判定项"
    assert "加引号" in found["reason"]


def test_short_rows_and_tables_without_limits_are_not_judged(shian: Shian, tmp_path: Path) -> None:
    found = shian("judge", written(tmp_path, HEADER + "0.3\n"), "--format", "json").json
    assert [(row["verdict"], row["reason"]) for row in found] == [("不判定项", "没有限量，无法判定")]
    assert shian("judge", written(tmp_path, "检验结果\n0.3\n"), "--format", "json").json == found
    assert shian("judge", written(tmp_path, HEADER), "--format", "json").json == []


def test_guarded_cells_are_read_without_their_apostrophe(shian: Shian, tmp_path: Path) -> None:
    file = written(tmp_path, HEADER + "'-0.52,℃,'-0.560,'-0.500,℃,\n")
    (found,) = shian("judge", file, "--format", "json").json
    assert found["verdict"] == "合格项"


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "findings-header-wrong"),
        ("结果,单位\n1,2\n".encode(), "findings-header-wrong"),
        ("检验结果,检验结果\n1,2\n".encode(), "findings-header-wrong"),
        (b"PK\x03\x04\x00\x00", "source-not-readable"),
        (b"\xff\xfe\x00", "source-not-readable"),
        (HEADER.encode() + b"\xff\xff\xff", "source-not-readable"),
        (HEADER.encode() + '"没有配对,\n'.encode(), "source-not-readable"),
        (HEADER.encode() + b"1" * (1 << 17), "findings-too-large"),
    ],
)
def test_unusable_file_is_refused_as_a_whole(shian: Shian, tmp_path: Path, content: bytes, code: str) -> None:
    file = tmp_path / "坏.csv"
    file.write_bytes(content)
    refused = shian("judge", file, "--format", "json")
    assert refused.status == 2
    assert refused.out == ""
    assert code in refused.err
    assert "Traceback" not in refused.err


def test_folder_and_file_past_the_limit_are_refused(
    shian: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shian("judge", tmp_path).status == 2
    file = written(tmp_path, HEADER + "1\n" * 10)
    monkeypatch.setattr("sampling.finding_files.MAX_ROWS", 5)
    assert "行数" in shian("judge", file).err
    monkeypatch.setattr("sampling.finding_files.MAX_BYTES", 5)
    assert "字节数" in shian("judge", file).err
