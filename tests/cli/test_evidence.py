"""Evidence on the command line: made up, registered as a whole or not at all, approved, frozen, and found when changed."""

import csv
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api.cli.synthesize_evidence import synthesize_evidence
from tests.cli.conftest import Shian
from tests.factories import documents

FILER, REVIEWER = ("--actor", "报送甲"), ("--actor", "审核乙")
YEAR = ("--year", "2023")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the evidence of this test is kept."""
    folder = tmp_path / "store"
    monkeypatch.setenv("SHIAN_EVIDENCE", str(folder))
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine made-up documents with their index."""
    folder = tmp_path_factory.mktemp("evidence") / "documents"
    done = CliRunner().invoke(synthesize_evidence, [str(folder), "--count", "9", "--seed", "7"])
    assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(made, tmp_path / "documents"))


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> None:
    with (folder / "index.csv").open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def kept(store: Path) -> list[str]:
    return sorted(path.name for path in store.rglob("*") if path.is_file())


def test_made_up_documents_are_the_same_for_the_same_seed_and_say_what_they_are(
    shian: Shian, folder: Path, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    again, other = tmp_path / "again", tmp_path / "other"
    shian("synthesize-evidence", again, "--count", "9", "--seed", "7")
    shian("synthesize-evidence", other, "--count", "9", "--seed", "8")
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 10
    assert all((folder / name).read_bytes() == (again / name).read_bytes() for name in names)
    assert any((folder / name).read_bytes() != (other / name).read_bytes() for name in names)
    for name in names[:-1]:
        for page in PdfReader(folder / name).pages:
            assert "合成数据" in page.extract_text()
    assert shian("synthesize-evidence", again, "--count", "1").status == 2


def test_a_folder_is_registered_approved_and_covers_its_measures(
    small: Shian, folder: Path, store: Path
) -> None:
    done = small("evidence", "import", folder, *FILER)
    assert done.status == 0, done.err
    assert "已登记 9 份：ZC23000001 至 ZC23000009" in done.out
    assert len(kept(store)) == 9
    assert small("evidence", "approve", "ZC23000001", *FILER).status == 2
    assert "审核通过 9 份" in small("evidence", "approve", *YEAR, *REVIEWER).out
    listed = small("evidence", "list", *YEAR, "--format", "json").json
    assert {one["状态"] for one in listed} == {"审核通过"}
    assert [one["文件"] for one in listed] == [row["文件"] for row in rows_of(folder)]
    board = small("evidence", "board", *YEAR, "--format", "json").json
    served = {entry.split(":")[0] for row in rows_of(folder) for entry in row["所证指标"].split(";")}
    assert {f"{one['指标']}/{one['序号']}" for one in board if one["情况"] == "已有"} == served
    shown = small("evidence", "board", *YEAR, "--missing")
    assert f"已有 {len(served)} 项，待审核 0 项" in shown.out
    assert small("evidence", "check", *YEAR).status == 0


def test_an_import_with_faults_registers_nothing_and_names_every_row(
    small: Shian, folder: Path, store: Path
) -> None:
    rows = rows_of(folder)
    (folder / rows[1]["文件"]).write_bytes(documents.with_script())
    rows[2]["公开属性"] = "机密"
    rows[4]["所证指标"] = "99"
    write_rows(folder, rows)
    done = small("evidence", "import", folder, *FILER)
    assert done.status == 2
    assert "evidence-index-unusable" in done.err
    assert re.findall(r"第 (\d+) 行", done.err) == ["3", "4", "6"]
    assert small("evidence", "list", *YEAR, "--format", "json").json == []
    assert not store.exists() or kept(store) == []


UNREADABLE = (
    ({"文件": "../outside.pdf"}, "不在所给的文件夹"),
    ({"文件": "absent.pdf"}, "不在所给的文件夹"),
    ({"文件": "x" * 5_000}, "不在所给的文件夹"),
    ({"文件": ""}, "不在所给的文件夹"),
    ({"年度": "今年"}, "“年度”不符合要求"),
    ({"发文日期": "2023/1/1"}, "“发文日期”不符合要求"),
    ({"标题": ""}, "“标题”不符合要求"),
    ({"机构代码": "小写"}, "“机构代码”不符合要求"),
    ({"所证指标": "第一项"}, "无法识别"),
)


def test_a_row_that_cannot_be_read_is_named(shian: Shian, folder: Path, store: Path) -> None:
    (folder.parent / "outside.pdf").write_bytes(documents.a_pdf())
    rows = [row | change for row, (change, _) in zip(rows_of(folder), UNREADABLE, strict=True)]
    write_rows(folder, rows, "gb18030")
    done = shian("evidence", "import", folder, *FILER)
    assert done.status == 2
    faults = done.err.split("；")
    for row, (fault, (_, word)) in enumerate(zip(faults, UNREADABLE, strict=True), start=2):
        assert f"第 {row} 行" in fault
        assert word in fault


def test_a_folder_without_a_usable_index_is_refused(shian: Shian, tmp_path: Path, store: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for content, word in (
        (None, "无法读取"),
        ("文件,年度\n", "缺少列 标题"),
        ("", "缺少列"),
        ("文件,年度,标题,发文单位,公开属性,所证指标,区划代码\n", "没有材料"),
    ):
        if content is not None:
            (empty / "index.csv").write_text(content, encoding="utf-8")
        done = shian("evidence", "import", empty)
        assert (done.status, word in done.err) == (2, True), done.err


def test_the_same_folder_twice_is_refused_as_registered(small: Shian, folder: Path, store: Path) -> None:
    small("evidence", "import", folder, *FILER)
    done = small("evidence", "import", folder, *FILER)
    assert done.status == 2
    assert "已登记为 ZC23000001" in done.err


def test_one_document_is_added_and_one_that_acts_is_not(small: Shian, tmp_path: Path, store: Path) -> None:
    file, bad = tmp_path / "合成数据.pdf", tmp_path / "bad.pdf"
    file.write_bytes(documents.a_pdf(3))
    bad.write_bytes(documents.launching())
    told = ("--title", "合成数据", "--issuer", "合成数据食安办", "--area", "320412", "--serves", "01/1:2-3")
    added = small("evidence", "add", file, *YEAR, *told, *FILER)
    assert added.status == 0, added.err
    listed = small("evidence", "list", *YEAR, "--measure", "01", "--format", "csv").out
    assert "ZC23000001,待审核,合成数据,,合成数据食安办,,公开,3,01/1:第2—3页,320412" in listed
    assert "pdf-active-content" in small("evidence", "add", bad, *YEAR, *told).err
    assert "evidence-source-unreadable" in small("evidence", "add", tmp_path / "none", *YEAR, *told).err
    assert small("evidence", "list", *YEAR, "--measure", "99").status == 2
    assert len(kept(store)) == 1


def test_evidence_that_is_changed_after_a_freeze_breaks_verification_and_is_named(
    small: Shian, folder: Path, store: Path, tmp_path: Path
) -> None:
    small("evidence", "import", folder, *FILER)
    small("evidence", "approve", *YEAR, *REVIEWER)
    prepared = small("snapshot", "prepare", *YEAR, "--as-of", "2023-12-31", *FILER)
    number = re.findall(r"快照：(\S+)", prepared.out)[0]
    for one in small("snapshot", "show", number).json["会签"]:
        assert small("snapshot", "note-paper", one["会签单"], "--reason", "合成数据：纸质").status == 0
    assert small("snapshot", "approve", number, *REVIEWER).status == 0
    package = tmp_path / "合成数据.zip"
    assert small("package", "--snapshot", number, "--output", package).status == 0
    whole = small("verify", package, "--database")
    assert (whole.status, whole.json["database"]["evidence"]) == (0, [])
    digest, lost = kept(store)[:2]
    (store / digest[:2] / digest).write_bytes(documents.a_pdf())
    (store / lost[:2] / lost).unlink()
    broken: Any = small("verify", package, "--database")
    assert (broken.status, broken.json["ok"]) == (1, False)
    faults = {one["code"]: one for one in broken.json["database"]["evidence"]}
    assert set(faults) == {"evidence-file-changed", "evidence-file-missing"}
    assert faults["evidence-file-changed"]["no"].startswith("ZC23")
    assert small("evidence", "check", *YEAR).status == 1


def test_evidence_is_backed_up_with_the_database(
    small: Shian, folder: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("packages", "files"):
        monkeypatch.setenv(f"SHIAN_{name.upper()}", str(tmp_path / name))
    small("evidence", "import", folder, *FILER)
    assert small("backup", tmp_path / "x.backup").status == 0
    monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    monkeypatch.setenv("SHIAN_EVIDENCE", str(tmp_path / "elsewhere"))
    assert small("restore", tmp_path / "x.backup").status == 0
    assert kept(tmp_path / "elsewhere") == kept(store)
    assert "核对 9 份，有问题的 0 份" in small("evidence", "check", *YEAR).out


def test_files_that_nobody_registered_are_named_and_swept_once_they_have_lain_a_while(
    small: Shian, folder: Path, store: Path
) -> None:
    small("evidence", "import", folder, *FILER)
    left, young = ("ab" * 32, "cd" * 32)
    for name in (left, young):
        (store / name[:2]).mkdir(exist_ok=True)
        (store / name[:2] / name).write_bytes(b"refused")
    os.utime(store / "ab" / left, (0, 0))
    told = small("evidence", "check", *YEAR)
    assert (told.status, f"{left} 没有登记引用" in told.out, f"{young} 没有登记引用" in told.out) == (
        0,
        True,
        True,
    )
    assert f"{left} 没有登记引用，已删去" in small("evidence", "check", *YEAR, "--sweep").out
    assert not (store / "ab" / left).exists()
    assert (store / "cd" / young).exists()
    assert small("evidence", "check", "--year", "2022", "--sweep").status == 0
    assert small("evidence", "check", *YEAR).status == 0


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--title", "", "标题，200 字以内"),
        ("--title", "长" * 201, "标题，200 字以内"),
        ("--issuer", " ", "发文单位"),
        ("--number", "第\x07号", "文号"),
        ("--area", "", "报送单位的区划代码"),
    ],
)
def test_what_an_option_has_to_be_is_said_in_chinese(
    shian: Shian, tmp_path: Path, store: Path, option: str, value: str, told: str
) -> None:
    file = tmp_path / "材料.pdf"
    file.write_bytes(b"%PDF-1.4")
    given = {
        "--year": "2023",
        "--title": "合成数据",
        "--issuer": "某局",
        "--area": "320400",
        "--serves": "01/1",
    }
    words = [word for pair in (given | {option: value}).items() for word in pair]
    refused = shian("evidence", "add", str(file), *words)
    assert refused.status == 2
    assert f"登记内容不符合要求：{told}" in refused.err
    assert "Expected" not in refused.err
