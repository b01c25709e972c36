"""Two packages side by side: every difference is told once, nothing else is, and nothing forged is believed."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import PackageUnreadable
from reports.archive import Member, pack
from reports.comparison import PackageAltered, compare_packages
from reports.manifest import MANIFEST, SUMS, digest, sums
from reports.model import PackageInput
from reports.package import write_package
from reports.row_differences import row_differences
from reports.standing import EvidenceDocument
from reports.verify import read_members

HEADERS = ("类别", "编号", "区划代码", "情况")
cells = st.tuples(*[st.sampled_from(["", "甲", '"乙",', "丙\n"])] * 3)
tables = st.lists(cells, max_size=12)


def as_csv(rows: list[tuple[str, ...]]) -> memoryview:
    lines = [HEADERS, *(("批次", *row) for row in rows)]
    text = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in lines)
    return memoryview(b"\xef\xbb\xbf" + text.encode() + b"\r\n")


@given(tables, tables)
def test_taking_away_and_adding_what_is_told_makes_the_new_table_of_the_old(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]]
) -> None:
    found = row_differences(as_csv(old), as_csv(new))
    rebuilt = Counter(("批次", *row) for row in old)
    rebuilt.subtract([*found.removed, *(was for was, _ in found.changed)])
    rebuilt.update([*found.added, *(now for _, now in found.changed)])
    assert +rebuilt == Counter(("批次", *row) for row in new)
    assert min(rebuilt.values(), default=0) >= 0
    assert all(was[:3] == now[:3] and was != now for was, now in found.changed)
    assert not {row[:3] for row in found.added} & {row[:3] for row in found.removed}
    assert bool(found) == (Counter(old) != Counter(new))


def test_a_table_that_is_new_or_has_other_columns_is_told_as_a_whole() -> None:
    rows = [("甲", "乙", "丙")]
    assert len(row_differences(None, as_csv(rows)).added) == 1
    assert len(row_differences(as_csv(rows), None).removed) == 1
    other = row_differences(as_csv(rows), memoryview("编号,情况\r\n甲,丙\r\n".encode()))
    assert (len(other.added), len(other.removed), len(other.changed)) == (1, 1, 0)


def test_a_column_that_was_renamed_is_no_difference_of_the_rows() -> None:
    """Packages made before called the mark of a document 密级."""
    was = memoryview("编号,密级\r\nZJ1,公开\r\nZJ2,内部\r\n".encode())
    now = memoryview("编号,公开属性\r\nZJ1,公开\r\nZJ2,公开\r\n".encode())
    found = row_differences(was, now)
    assert found.headers == ("编号", "公开属性")
    assert (found.added, found.removed) == ((), ())
    assert found.changed == ((("ZJ2", "内部"), ("ZJ2", "公开")),)


@pytest.fixture
def changed(given: PackageInput, package_file: Path) -> tuple[Path, Path]:
    """The city's package, and the one after a batch turned out unqualified, another came and a document was added."""
    records = given.records["17"]
    row = records.row(0, named=True)
    altered = pl.concat(
        [
            records.with_columns(
                pl.when(pl.col("key") == row["key"])
                .then(pl.lit("改判"))
                .otherwise(pl.col("state"))
                .alias("state")
            ),
            records.head(1).with_columns(pl.lit("新批次").alias("key")),
        ]
    )
    values = list(given.assessment.values)
    place = next(
        at for at, one in enumerate(values) if one.measure.code == "17" and one.numerator is not None
    )
    assert values[place].numerator is not None
    values[place] = replace(values[place], numerator=values[place].numerator - 1)
    document = EvidenceDocument(
        "ZC1", "合成数据", "", "", date(2024, 1, 1), 3, "公开", "a.pdf", "0" * 64, ("17",)
    )
    after = replace(
        given,
        assessment=replace(given.assessment, values=tuple(values), as_of=date(2024, 4, 30)),
        records={**given.records, "17": altered},
        papers=replace(given.papers, evidence=(*given.papers.evidence, document)),
    )
    new = package_file.with_name("new.zip")
    write_package(after, new)
    return package_file, new


def test_what_changed_is_told_with_its_ground_rows_and_documents(changed: tuple[Path, Path]) -> None:
    found = compare_packages(*changed)
    assert not found.same
    assert list(found.ground) == ["截止日"]
    ((figure, before, after),) = found.values
    assert figure[0] == "17"
    assert before is not None
    assert after is not None
    assert int(before["numerator"]) - int(after["numerator"]) == 1
    assert list(found.rows) == ["17"]
    assert [row[1] for row in found.rows["17"].added] == ["新批次"]
    assert {now[8] for _, now in found.rows["17"].changed} == {"改判"}
    assert not found.rows["17"].removed
    assert [row[0] for row in found.evidence.added] == ["ZC1"]
    assert found.members["records/17.parquet"] == "改变"
    assert "records/07.csv" not in found.members


def test_a_package_is_the_same_as_itself(package_file: Path) -> None:
    found = compare_packages(package_file, package_file)
    assert found.same
    assert [*found.ground, *found.values, *found.rows, *found.members] == []
    assert not found.evidence


def test_a_package_that_was_altered_is_not_compared(package_file: Path, tmp_path: Path) -> None:
    data = bytearray(package_file.read_bytes())
    data[len(data) // 2] ^= 1
    other = tmp_path / "改动.zip"
    other.write_bytes(data)
    with pytest.raises(PackageAltered, match=r"改动\.zip 与封装时不一致"):
        compare_packages(package_file, other)


def made_anew(file: Path, name: str, content: bytes, **stated: object) -> bytes:
    """The package with one member replaced and both lists written again: consistent with itself."""
    members = {one: bytes(old) for one, old in read_members(file).items()} | {name: content}
    manifest = json.loads(members.pop(MANIFEST)) | stated
    del members[SUMS]
    for one in manifest["members"]:
        one |= {"size": len(members[one["name"]]), "sha256": digest(members[one["name"]])}
    kept = [Member(one, old) for one, old in members.items()]
    kept.append(Member(MANIFEST, json.dumps(manifest).encode()))
    return pack([*kept, Member(SUMS, sums(kept))])


ODD_VALUE = b'{"values": [{"measure": [], "area": 1, "numerator": 1, "denominator": 1, "value": 1, "met": [], "status": {}}]}'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("indicators.json", b'{"values": [1]}'),
        ("indicators.json", b'{"values": [{"measure": "17"}]}'),
        ("indicators.json", ODD_VALUE),
        ("indicators.json", b"[]"),
        ("values.parquet", b"PAR1 not"),
        ("records/17.csv", b"a,b\r\n" + b"x" * 200_000),
    ],
)
def test_a_package_made_up_by_somebody_is_refused_in_words(
    name: str, content: bytes, package_file: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "伪造.zip"
    forged.write_bytes(made_anew(package_file, name, content))
    for pair in ((forged, package_file), (package_file, forged)):
        with pytest.raises(PackageUnreadable):
            compare_packages(*pair)


@pytest.mark.parametrize(
    "stated",
    [
        {"area": 3},
        {"catalogue": []},
        {"population": 5},
        {"records_read": "x"},
        {"snapshot": {"no": {}}},
        {"year": None},
    ],
)
def test_a_manifest_of_odd_shape_is_refused_in_words(
    stated: dict[str, object], package_file: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "伪造.zip"
    forged.write_bytes(made_anew(package_file, "核验说明.txt", b"", **stated))
    with pytest.raises(PackageUnreadable):
        compare_packages(forged, package_file)


def test_a_package_without_anything_odd_is_compared(package_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "另一.zip"
    other.write_bytes(made_anew(package_file, "核验说明.txt", b""))
    assert list(compare_packages(package_file, other).members) == ["核验说明.txt"]
