import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from sampling.cells.limits import DEFAULT_LIMITS, LimitExceeded, Limits
from sampling.cells.unusable import (
    NoKnownTable,
    SourceNotFound,
    SourceNotReadable,
    TableTwice,
    UnsafeArchive,
)
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.sources import Source, open_source
from tests.factories.exchange import a_world, as_sheets, write_folder, write_workbook

SMALL = replace(DEFAULT_LIMITS, inflated_bytes=200_000, ratio_from=20_000, ratio=50, members=20, rows=50)


def rows_of(path: Path, content: bytes, limits: Limits = DEFAULT_LIMITS) -> list[list[object]]:
    path.write_bytes(content)
    return [list(row) for row in csv_rows(inspect_text(path, path.name), limits)]


def opened(path: Path, tmp_path: Path, limits: Limits = DEFAULT_LIMITS) -> Source:
    scratch = tmp_path / "scratch"
    scratch.mkdir(exist_ok=True)
    return open_source(path, scratch, limits)


def zip_of(path: Path, members: dict[str, bytes | str], packing: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_csv_is_read_in_both_encodings_and_line_breaks(
    tmp_path: Path, encoding: str, line_break: str
) -> None:
    text = line_break.join(["名称,代码", "合成市𠮷,1", ""])
    assert rows_of(tmp_path / "a.csv", text.encode(encoding)) == [["名称", "代码"], ["合成市𠮷", "1"]]


def test_bytes_of_neither_encoding_are_not_readable(tmp_path: Path) -> None:
    with pytest.raises(SourceNotReadable):
        rows_of(tmp_path / "a.csv", "名称".encode() + b"\xff\xfe\xff")
    with pytest.raises(SourceNotReadable):
        rows_of(tmp_path / "a.csv", "名称,代码\n".encode("utf-16"))


def test_text_that_ends_within_a_character_is_not_readable(tmp_path: Path) -> None:
    with pytest.raises(SourceNotReadable):
        rows_of(tmp_path / "a.csv", b"a,b\n1,\xe5")


def test_a_line_break_inside_quotes_adds_no_row_and_an_empty_line_is_one(tmp_path: Path) -> None:
    rows = rows_of(tmp_path / "a.csv", b'a,b\r\n"1\r\n2",x\r\n\r\n3,"say ""hi"""\r\n')
    assert rows == [["a", "b"], ["1\r\n2", "x"], [], ["3", 'say "hi"']]


def test_a_quote_that_nobody_closes_does_not_swallow_rows(tmp_path: Path) -> None:
    with pytest.raises(SourceNotReadable):
        rows_of(tmp_path / "a.csv", b'a,b\n1,"x\n2,y\n3,z\n')


def test_a_last_line_without_line_break_is_a_row(tmp_path: Path) -> None:
    assert rows_of(tmp_path / "a.csv", b"a\n1") == [["a"], ["1"]]
    assert rows_of(tmp_path / "a.csv", b'a\n"1"') == [["a"], ["1"]]
    assert rows_of(tmp_path / "a.csv", b"") == []


def test_a_line_past_the_limit_stops(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded):
        rows_of(tmp_path / "a.csv", b"a," * 600, replace(DEFAULT_LIMITS, line_chars=1000))


def test_a_folder_names_its_tables_and_what_it_ignores(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "city", {"areas": a_world()["areas"], "plans": a_world()["plans"]})
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    source = opened(folder, tmp_path)
    assert [table.name for table in source.tables] == ["areas", "plans"]
    assert source.ignored == ("说明.txt",)
    assert set(source.digests) == {"areas.csv", "plans.csv"}


def test_a_folder_without_a_known_table_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(NoKnownTable):
        opened(tmp_path, tmp_path)


def test_one_table_twice_is_unusable(tmp_path: Path) -> None:
    (tmp_path / "areas.csv").write_text("a\n", encoding="utf-8")
    (tmp_path / "Areas.CSV").write_text("a\n", encoding="utf-8")
    with pytest.raises(TableTwice):
        opened(tmp_path, tmp_path)
    with pytest.raises(TableTwice):
        opened(zip_of(tmp_path / "x.zip", {"a/areas.csv": "a", "b/areas.csv": "a"}), tmp_path)
    with pytest.raises(TableTwice):
        opened(write_workbook(tmp_path / "x.xlsx", {"areas": [["a"]], "areas ": [["a"]]}), tmp_path)


def test_nothing_at_the_path_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound):
        opened(tmp_path / "nowhere", tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b"PK\x05\x06"]
)
def test_a_file_that_is_no_archive_is_unusable(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(SourceNotReadable):
        opened(tmp_path / "x.xlsx", tmp_path)


def test_a_zip_may_keep_its_tables_in_one_folder(tmp_path: Path) -> None:
    members = {
        "2023/areas.csv": "区划代码\n",
        "2023/readme.txt": "x",
        "__MACOSX/areas.csv": "x",
        "a/b/plans.csv": "x",
    }
    source = opened(zip_of(tmp_path / "x.zip", dict(members)), tmp_path)
    assert [table.name for table in source.tables] == ["areas"]
    assert set(source.ignored) == {"2023/readme.txt", "__MACOSX/areas.csv", "a/b/plans.csv"}


def test_a_zip_may_hold_one_workbook(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "b.xlsx", {"areas": [["区划代码"], ["1"]], "其他": [["x"]]})
    archive = zip_of(tmp_path / "x.zip", {"in/b.xlsx": book.read_bytes(), "read.me": "x"})
    source = opened(archive, tmp_path)
    assert [table.name for table in source.tables] == ["areas"]
    assert set(source.ignored) == {"其他", "read.me"}
    two = zip_of(tmp_path / "y.zip", {"b.xlsx": book.read_bytes(), "c.xlsx": book.read_bytes()})
    with pytest.raises(NoKnownTable):
        opened(two, tmp_path)


@pytest.mark.parametrize(
    "name", ["../areas.csv", "/areas.csv", "a/../../areas.csv", "C:/areas.csv", "a\\areas.csv"]
)
def test_paths_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsafeArchive):
        opened(zip_of(tmp_path / "x.zip", {"plans.csv": "x", name: "x"}), tmp_path)


def test_too_many_members_are_refused(tmp_path: Path) -> None:
    members: dict[str, bytes | str] = {f"{number}.txt": "" for number in range(SMALL.members)}
    assert opened(zip_of(tmp_path / "x.zip", {"areas.csv": "a"}), tmp_path, SMALL).tables
    with pytest.raises(LimitExceeded):
        opened(zip_of(tmp_path / "x.zip", {"areas.csv": "a", **members}), tmp_path, SMALL)


def test_a_declared_size_past_the_limit_is_refused(tmp_path: Path) -> None:
    plain = zip_of(tmp_path / "x.zip", {"areas.csv": b"a" * 300_000}, zipfile.ZIP_STORED)
    with pytest.raises(LimitExceeded):
        opened(plain, tmp_path, SMALL)


def test_an_expansion_past_the_limit_is_refused(tmp_path: Path) -> None:
    bomb = zip_of(tmp_path / "x.zip", {"areas.csv": b"0" * 100_000})
    with pytest.raises(LimitExceeded):
        opened(bomb, tmp_path, SMALL)


def test_members_that_add_up_past_the_limit_are_refused(tmp_path: Path) -> None:
    noise = {f"{number}.txt": bytes(range(256)) * 64 for number in range(15)}
    with pytest.raises(LimitExceeded):
        opened(zip_of(tmp_path / "x.zip", {"areas.csv": "a", **noise}, zipfile.ZIP_STORED), tmp_path, SMALL)


@pytest.mark.parametrize("claimed", [10, 4_000_000_000])
def test_a_directory_that_lies_about_sizes_gains_nothing(tmp_path: Path, claimed: int) -> None:
    archive = zip_of(tmp_path / "x.zip", {"areas.csv": b"0" * 3_000_000})
    content = bytearray(archive.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", claimed)
    archive.write_bytes(bytes(content))
    with pytest.raises((LimitExceeded, SourceNotReadable)):
        opened(archive, tmp_path)


def test_a_workbook_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "b.xlsx", {"areas": [["区划代码"]]})
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 40_000_000)
    with pytest.raises(LimitExceeded):
        opened(book, tmp_path)


def test_entities_in_a_workbook_are_refused(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "b.xlsx", {"areas": [["区划代码"]]})
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">]><sst>&a;</sst>'
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/custom.xml", laughs)
    with pytest.raises(UnsafeArchive):
        opened(book, tmp_path)


def test_a_workbook_whose_sheet_is_no_xml_is_unusable(tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "b.xlsx", {"areas": [["区划代码"]]})
    broken = tmp_path / "c.xlsx"
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(broken, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<broken" if name.startswith("xl/worksheets/") else old.read(name))
    with pytest.raises(SourceNotReadable):
        list(opened(broken, tmp_path).tables[0].rows())


def test_encrypted_members_are_refused(tmp_path: Path) -> None:
    archive = zip_of(tmp_path / "x.zip", {"areas.csv": "a"})
    content = bytearray(archive.read_bytes())
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 8] |= 1
    archive.write_bytes(bytes(content))
    with pytest.raises(UnsafeArchive):
        opened(archive, tmp_path)


def test_every_sheet_of_a_workbook_is_found(tmp_path: Path) -> None:
    source = opened(write_workbook(tmp_path / "b.xlsx", as_sheets(a_world())), tmp_path)
    assert {table.name for table in source.tables} == set(a_world())
