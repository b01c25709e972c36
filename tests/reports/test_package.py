"""The package as a file: same input gives same bytes, and standard tools can check it."""

import csv
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from domain.errors import FontsMissing, FontUnusable
from reports.columns import RECORD_COLUMNS
from reports.fonts import find_fonts
from reports.model import PackageInput
from reports.package import build_package, write_package
from reports.record_files import csv_bytes
from tests.reports.factories import CITY, DISTRICTS, a_package_input, shuffled

ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import hashlib
from reports.package import build_package
from tests.reports.factories import a_package_input
print(hashlib.sha256(build_package(a_package_input())).hexdigest())
"""


def members(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_same_input_gives_same_bytes_whatever_the_order_of_rows(given: PackageInput, package: bytes) -> None:
    assert build_package(shuffled(given)) == package


def test_same_input_gives_same_bytes_elsewhere(package: bytes, tmp_path: Path) -> None:
    settings = {"TZ": "Pacific/Auckland", "LANG": "fr_FR.UTF-8", "LC_ALL": "C", "PYTHONHASHSEED": "4711"}
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
    child = subprocess.run(
        [sys.executable, "-c", _CHILD],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert child.stdout.strip() == hashlib.sha256(package).hexdigest()


def test_members_stand_in_a_fixed_order_with_fixed_times(given: PackageInput, package: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        entries = archive.infolist()
    codes = [measure.code for measure in given.assessment.catalogue.measures]
    rows = [f"records/{code}.{ending}" for code in codes for ending in ("csv", "parquet")]
    figures = ["自评报告.pdf", "指标一览.xlsx", "indicators.json", "values.parquet"]
    first = [*figures, "证据目录.csv", "核验说明.txt"]
    assert [entry.filename for entry in entries] == [*first, *rows, "manifest.json", "SHA256SUMS"]
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.flag_bits for entry in entries} == {0x800}


def test_sha256sum_accepts_every_member(package: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(tmp_path)
    checked = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert len(checked.stdout.splitlines()) == len(members(package)) - 1


def test_the_manifest_states_what_the_figures_rest_on(package: bytes) -> None:
    files = members(package)
    manifest = json.loads(files["manifest.json"])
    assert (manifest["year"], manifest["as_of"], manifest["area"]["code"]) == (2023, "2024-03-31", CITY.code)
    assert manifest["population"][0] == {
        "area": CITY.code,
        "name": CITY.name,
        "year": 2022,
        "residents": 100_000,
        "source": "统计公报",
    }
    assert manifest["population"][-1]["residents"] is None
    assert manifest["records_read"]["items"] == 12000
    assert manifest["calendar_source"]
    assert manifest["synthetic"] is True
    stated = {entry["name"]: (entry["size"], entry["sha256"]) for entry in manifest["members"]}
    assert stated == {
        name: (len(content), hashlib.sha256(content).hexdigest())
        for name, content in files.items()
        if name not in ("manifest.json", "SHA256SUMS")
    }


def test_contributions_add_up_to_the_numbers_in_both_record_files(
    given: PackageInput, package: bytes
) -> None:
    files = members(package)
    for row in json.loads(files["indicators.json"])["values"]:
        if row["area"] != CITY.code or row["numerator"] is None:
            continue
        frame = pl.read_parquet(io.BytesIO(files[f"records/{row['measure']}.parquet"]))
        assert list(frame.columns) == list(RECORD_COLUMNS)
        lines = list(csv.DictReader(io.StringIO(files[f"records/{row['measure']}.csv"].decode("utf-8-sig"))))
        for column, wanted in (("in_numerator", row["numerator"]), ("in_denominator", row["denominator"])):
            assert sum(frame[column].to_list(), Decimal(0)) == Decimal(wanted), row
            assert sum((Decimal(line[RECORD_COLUMNS[column]]) for line in lines), Decimal(0)) == Decimal(
                wanted
            )


def test_text_that_a_spreadsheet_would_run_is_defused_in_csv(given: PackageInput) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_bytes(given.records["07"]).decode("utf-8-sig"), newline="")))
    names = {row["名称"] for row in rows}
    assert {"'=1+1", "'+86", "'-无名", "'@甲"} & names
    assert not any(name.startswith(("=", "+", "-", "@", "\t", "\r")) for name in names)
    assert '引号"与，逗号,' in {
        row["名称"]
        for code in ("07", "08")
        for row in csv.DictReader(io.StringIO(csv_bytes(given.records[code]).decode("utf-8-sig"), newline=""))
    }


def test_a_district_edition_holds_only_its_own_values() -> None:
    files = members(build_package(a_package_input(DISTRICTS[0])))
    values = json.loads(files["indicators.json"])["values"]
    assert {row["area"] for row in values} == {DISTRICTS[0].code}
    assert json.loads(files["manifest.json"])["area"]["name"] == DISTRICTS[0].name


def test_writing_replaces_the_older_package_whole(
    given: PackageInput, package: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(b"older")
    assert write_package(given, path) == path.read_bytes() == package
    assert [file.name for file in tmp_path.iterdir()] == ["p.zip"]


def test_a_package_that_cannot_be_put_in_place_leaves_nothing_behind(
    given: PackageInput, tmp_path: Path
) -> None:
    path = tmp_path / "p.zip"
    (path / "a folder in its place").mkdir(parents=True)
    with pytest.raises(OSError):
        write_package(given, path)
    assert [file.name for file in tmp_path.iterdir()] == ["p.zip"]


def test_a_font_that_cannot_be_embedded_is_named(given: PackageInput, tmp_path: Path) -> None:
    broken = tmp_path / "simfang.ttf"
    broken.write_bytes(b"OTTO not a font")
    with pytest.raises(FontUnusable) as refused:
        build_package(given, find_fonts(office_folder=tmp_path))
    assert "simfang.ttf" in refused.value.message


def test_absent_fonts_say_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(FontsMissing) as refused:
        find_fonts(tmp_path)
    assert "make setup" in refused.value.message


def test_an_office_face_takes_over_its_role_only(tmp_path: Path) -> None:
    shipped = find_fonts()
    (tmp_path / "simfang.ttf").write_bytes(shipped.song.read_bytes())
    found = find_fonts(office_folder=tmp_path)
    assert found.body == tmp_path / "simfang.ttf"
    assert (found.song, found.note, found.title) == (shipped.song, None, None)
