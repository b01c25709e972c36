"""Which files are bulletins. All rows are 合成数据."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletins import errors
from domain.bulletins.columns import HEADERS
from domain.errors import UnusableInput
from sampling.bulletins import reading
from sampling.bulletins.reading import open_bulletin, read_bulletin
from tests.factories.bulletins import a_failing_row, a_row, csv_bytes

NAME = "合成公告.csv"


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return out.getvalue()


NOT_BULLETINS = {
    "no byte": (b"", errors.BulletinEmpty),
    "blank lines": (b"\r\n\r\n", errors.BulletinEmpty),
    "byte order mark alone": (b"\xef\xbb\xbf", errors.BulletinEmpty),
    "header alone": (csv_bytes([]), errors.BulletinEmpty),
    "blank rows alone": (csv_bytes([[""] * 17, [" "] * 17]), errors.BulletinEmpty),
    "no header": (csv_bytes([a_row()], header=a_row()), errors.BulletinHeaderWrong),
    "other columns": (b"a,b,c\r\n1,2,3\r\n", errors.BulletinHeaderWrong),
    "column missing": (csv_bytes([a_row()[:-1]], header=HEADERS[:-1]), errors.BulletinHeaderWrong),
    "column added": (csv_bytes([[*a_row(), "1"]], header=[*HEADERS, "评价"]), errors.BulletinHeaderWrong),
    "column doubled": (csv_bytes([[*a_row(), "1"]], header=[*HEADERS, "备注"]), errors.BulletinHeaderWrong),
    "other separator": (csv_bytes([a_row()]).replace(b",", b"\t"), errors.BulletinHeaderWrong),
    "workbook renamed": (a_zip(), errors.BulletinIsSpreadsheet),
    "old workbook renamed": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), errors.BulletinIsSpreadsheet),
    "web page renamed": (
        "<html><table><tr><td>判定</td></tr></table></html>".encode(),
        errors.BulletinIsSpreadsheet,
    ),
    "UTF-16": (csv_bytes([a_row()], encoding="utf-16"), errors.BulletinNotText),
    "binary": (csv_bytes([a_row()]) + b"\0\1", errors.BulletinNotText),
    "broken UTF-8": (csv_bytes([a_row()]) + b"\xff\xfe\xfd", errors.BulletinNotText),
    "cut within a character": (csv_bytes([a_row()])[:-40], errors.BulletinBroken),
    "cell too few": (csv_bytes([a_row()[:-1]]), errors.BulletinBroken),
    "cell too many": (csv_bytes([[*a_row(), ""]]), errors.BulletinBroken),
    "quote that never ends": (csv_bytes([a_row()]) + b'"', errors.BulletinBroken),
    "cell too long": (csv_bytes([a_row(remark="长" * 4001)]), errors.BulletinTooLarge),
}


@pytest.mark.parametrize("case", NOT_BULLETINS)
def test_what_is_no_bulletin_is_refused_with_the_reason(case: str) -> None:
    data, error = NOT_BULLETINS[case]
    with pytest.raises(error) as refused:
        read_bulletin(NAME, data)
    assert isinstance(refused.value, UnusableInput)
    assert NAME in refused.value.message
    assert refused.value.details["file"] == NAME


def test_header_that_differs_is_named_column_by_column() -> None:
    header = [*HEADERS[:-1], "评价"]
    with pytest.raises(errors.BulletinHeaderWrong) as refused:
        read_bulletin(NAME, csv_bytes([a_row()], header=header))
    assert refused.value.details["missing"] == ["备注"]
    assert refused.value.details["unknown"] == ["评价"]


def test_all_cells_that_a_count_needs_are_reported_not_the_first() -> None:
    rows = [a_row(remark="两\n行"), a_row(verdict=""), a_row(), a_row(publisher="")]
    with pytest.raises(errors.BulletinCellsRefused) as refused:
        read_bulletin(NAME, csv_bytes(rows))
    cells = [(cell["row"], cell["column"]) for cell in refused.value.details["cells"]]
    assert cells == [(3, "判定"), (5, "发布单位")]
    assert "第 3 行" in refused.value.message


def test_columns_may_stand_in_any_order() -> None:
    usual = read_bulletin(NAME, csv_bytes([a_failing_row()]))
    turned = read_bulletin(NAME, csv_bytes([a_failing_row()[::-1]], header=HEADERS[::-1]))
    assert turned.content == usual.content
    assert turned.rows == usual.rows


def test_row_numbers_are_those_of_a_spreadsheet() -> None:
    found = read_bulletin(NAME, csv_bytes([a_row(remark="一\n二\n三"), [""] * 17, a_failing_row()]))
    assert [row_no for row_no, _ in found.rows] == [2, 4]


def test_files_and_rows_are_bounded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(csv_bytes([a_row(), a_row()]))
    monkeypatch.setattr(reading, "MAX_ROWS", 1)
    with pytest.raises(errors.BulletinTooLarge, match="第 3 行"):
        open_bulletin(path)
    monkeypatch.setattr(reading, "MAX_BYTES", 100)
    with pytest.raises(errors.BulletinTooLarge, match="文件大于"):
        open_bulletin(path)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.BulletinNotFound, match="不存在"):
        open_bulletin(tmp_path / NAME)
    with pytest.raises(errors.BulletinNotFound, match="文件夹"):
        open_bulletin(tmp_path)


@given(st.binary(max_size=300), st.integers(0, 400))
def test_damaged_bulletin_is_read_or_refused(noise: bytes, at: int) -> None:
    data = csv_bytes([a_row(), a_failing_row()])
    outcome: object
    try:
        outcome = read_bulletin(NAME, data[:at] + noise + data[at:])
    except UnusableInput as refused:
        outcome = refused
    assert isinstance(outcome, reading.Bulletin | UnusableInput)
