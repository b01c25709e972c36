"""`shian draw`: commit, draw and verify, from files to files."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.database import open_database
from domain.draw.content import PublicValue
from domain.work.fields import Form
from sampling import draws
from tests.cli.conftest import Shian
from tests.factories.draws import VALUE, a_draw, an_enterprise, code, three_strata
from tests.factories.register_draws import COMMITTED, PUBLISHED, a_form, store_register
from tests.factories.work import at_work

ENTERPRISE_HEADER = "统一社会信用代码,名称,区划代码,环节,业态,成立日期,退出日期,风险等级,上次抽样日期"


TODAY = date(2026, 7, 2)  # the day of the factory's public value


def value_of(day: date) -> dict[str, str]:
    return {"source": "合成彩票号码", "date": day.isoformat()}


def set_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr("api.cli.draw.now", lambda: moment)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, on the public value's day."""
    monkeypatch.chdir(tmp_path)
    set_clock(monkeypatch, datetime(2026, 7, 2, 4, tzinfo=UTC))
    return tmp_path


def write(folder: Path, value: dict[str, Any]) -> Path:
    file = folder / "参数.json"
    file.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return file


@pytest.fixture
def committed(shian: Shian, folder: Path) -> str:
    """The commitment to `three_strata`, whose public value is of today."""
    params = write(folder, three_strata(public_value=value_of(TODAY)))
    done = shian("draw", "commit", params)
    assert done.status == 0, done.err
    return done.out.strip()


def test_a_draw_goes_from_commitment_to_verification(shian: Shian, folder: Path, committed: str) -> None:
    published = json.loads((folder / "draw-commitment.json").read_text("utf-8"))
    assert published["commitment"] == committed
    done = shian("draw", "run", "--public-value", VALUE, "--params", folder / "参数.json")
    assert done.status == 0, done.err
    rows = [line.split("\t") for line in done.out.splitlines()]
    record = json.loads((folder / "draw-result.json").read_text("utf-8"))
    assert [row[1] for row in rows] == [one["credit_code"] for one in record["result"]["drawn"]]
    assert len(rows) == 9
    verified = shian("draw", "verify", folder / "draw-result.json", "--expect", committed)
    assert verified.status == 0
    assert (verified.json["ok"], verified.json["differences"]) == (True, [])
    assert verified.json["public_value"] == "03111522283307"


def test_the_secret_is_readable_by_its_owner_alone_and_said_to_be_kept(shian: Shian, folder: Path) -> None:
    done = shian("draw", "commit", write(folder, a_draw(public_value=value_of(TODAY))))
    assert (folder / "draw-secret.json").stat().st_mode & 0o777 == 0o600
    assert "妥善保管" in done.err
    nonce = json.loads((folder / "draw-secret.json").read_text("utf-8"))["nonce"]
    assert nonce not in done.out + done.err + (folder / "draw-commitment.json").read_text("utf-8")


def test_two_commitments_to_the_same_parameters_differ(shian: Shian, folder: Path, committed: str) -> None:
    again = shian("draw", "commit", folder / "参数.json", "--secret", "b.json", "--commitment", "c.json")
    assert again.status == 0
    assert again.out.strip() != committed


def test_no_file_is_ever_overwritten(shian: Shian, folder: Path, committed: str) -> None:
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    again = shian("draw", "commit", folder / "参数.json")
    assert again.status == 2
    assert "draw-file-exists" in again.err
    assert shian("draw", "run", "--public-value", VALUE, "--output", "draw-secret.json").status == 2
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_commitment_that_cannot_be_written_leaves_no_secret_behind(shian: Shian, folder: Path) -> None:
    params = write(folder, a_draw(public_value=value_of(TODAY)))
    refused = shian("draw", "commit", params, "--commitment", folder / "没有" / "承诺.json")
    assert refused.status == 2
    assert [file.name for file in folder.iterdir()] == ["参数.json"]


@pytest.mark.parametrize("file", ["draw-secret.json", "draw-commitment.json"])
def test_a_draw_is_refused_when_secret_or_commitment_were_changed(
    shian: Shian, folder: Path, committed: str, file: str
) -> None:
    place = folder / file
    place.write_text(place.read_text("utf-8").replace(committed, "0" * 64), encoding="utf-8")
    refused = shian("draw", "run", "--public-value", VALUE)
    assert refused.status == 2
    assert "draw-commitment-mismatch" in refused.err
    assert not (folder / "draw-result.json").exists()


def test_a_draw_is_refused_when_the_roster_changed_after_the_commitment(
    shian: Shian, folder: Path, committed: str
) -> None:
    value = three_strata(public_value=value_of(TODAY))
    value["enterprises"].pop(0)
    refused = shian("draw", "run", "--public-value", VALUE, "--params", write(folder, value))
    assert refused.status == 2
    assert "有变化" in refused.err
    secret = folder / "draw-secret.json"
    kept = json.loads(secret.read_text("utf-8"))
    kept["parameters"]["enterprises"].pop(0)
    secret.write_text(json.dumps(kept), encoding="utf-8")
    assert "已被改动" in shian("draw", "run", "--public-value", VALUE).err


def test_a_public_value_of_a_past_day_is_refused_and_a_draw_waits_for_its_day(
    shian: Shian, folder: Path
) -> None:
    past = write(folder, a_draw(public_value=value_of(TODAY - timedelta(days=1))))
    assert "draw-value-already-public" in shian("draw", "commit", past).err
    coming = write(folder, a_draw(public_value=value_of(TODAY + timedelta(days=2))))
    assert shian("draw", "commit", coming).status == 0
    early = shian("draw", "run", "--public-value", VALUE)
    assert early.status == 2
    assert "draw-value-not-yet-public" in early.err


def test_the_day_is_that_of_china(
    shian: Shian, folder: Path, committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_clock(monkeypatch, datetime(2026, 7, 1, 15, 59, tzinfo=UTC))
    assert "draw-value-not-yet-public" in shian("draw", "run", "--public-value", VALUE).err
    set_clock(monkeypatch, datetime(2026, 7, 1, 16, 0, tzinfo=UTC))
    assert shian("draw", "run", "--public-value", VALUE).status == 0


def test_a_changed_result_is_found_and_named(shian: Shian, folder: Path, committed: str) -> None:
    shian("draw", "run", "--public-value", VALUE)
    file = folder / "draw-result.json"
    record = json.loads(file.read_text("utf-8"))
    record["result"]["drawn"][0]["credit_code"] = code(99)
    changed = folder / "changed.json"
    changed.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    found = shian("draw", "verify", changed)
    assert found.status == 1
    assert [one["path"] for one in found.json["differences"]] == ["result.drawn[1].credit_code"]
    other = shian("draw", "verify", file, "--expect", "0" * 64)
    assert (other.status, other.json["ok"]) == (1, False)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("verify", "没有.json"), "没有这个文件"),
        (("verify", "."), "文件夹"),
        (("verify", "参数.json"), "不是本程序生成的抽取文件"),
        (("verify", "参数.json", "--expect", "12"), "SHA-256"),
        (("commit", "没有.json"), "没有这个文件"),
        (("run",), "缺少选项"),
        (("run", "--public-value", "735"), "draw-public-value-unusable"),
        (("run", "--public-value", VALUE), "draw-secret.json"),
    ],
)
def test_a_wrong_call_is_refused_in_chinese(
    shian: Shian, folder: Path, arguments: tuple[str, ...], words: str
) -> None:
    write(folder, a_draw())
    refused = shian("draw", *arguments)
    assert refused.status == 2
    assert words in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.parametrize("command", ["commit", "run", "verify"])
def test_every_help_page_is_chinese(shian: Shian, command: str) -> None:
    page = shian("draw", command, "--help")
    assert page.status == 0
    assert "用法" in page.out
    for english in ("Usage", "Options", "default:", "Show this", "required"):
        assert english not in page.out


def rosters(folder: Path, enterprises: list[str], inspectors: list[str], encoding: str = "utf-8") -> Path:
    (folder / "企业.csv").write_text("\n".join([ENTERPRISE_HEADER, *enterprises]), encoding=encoding)
    (folder / "人员.csv").write_text("\n".join(["编号,姓名,回避企业", *inspectors]), encoding=encoding)
    value = a_draw(public_value=value_of(TODAY), enterprises_file="企业.csv", inspectors_file="人员.csv")
    del value["enterprises"], value["inspectors"]
    return write(folder, value)


def shop(number: int, sampled: str = "", area: str = "320412") -> str:
    return f"{code(number)},合成数据{number}号,{area},餐饮,餐馆,2019-01-01,,A,{sampled}"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_rosters_come_from_csv_files_beside_the_parameters(shian: Shian, folder: Path, encoding: str) -> None:
    shops = [shop(3), shop(1, "2026/6/1"), shop(2)]
    people = [f"j1,甲,{code(1)}、{code(2)}；{code(900)}", "j2,乙,", "j3,丙,/"]
    assert shian("draw", "commit", rosters(folder, shops, people, encoding)).status == 0
    secret = json.loads((folder / "draw-secret.json").read_text("utf-8"))["parameters"]
    assert [one["credit_code"] for one in secret["enterprises"]] == [code(1), code(2), code(3)]
    assert secret["enterprises"][0]["last_sampled_on"] == "2026-06-01"
    assert secret["inspectors"][0] == {
        "id": "J1",
        "name": "甲",
        "recused": [code(1), code(2), code(900)],
    }
    assert secret["inspectors"][2]["recused"] == []


@pytest.mark.parametrize(
    "shops, people, words",
    [
        ([shop(1), shop(1)], ["1,甲,", "2,乙,"], "第 3 行与前面的行是同一条记录"),
        ([shop(1).replace("餐饮", "餐厅"), shop(2)], ["1,甲,", "2,乙,"], "生产、流通、餐饮"),
        ([shop(1, "昨天"), shop(2)], ["1,甲,", "2,乙,"], "第 2 行“上次抽样日期”"),
        ([shop(1), shop(2)], ["1,,", "2,乙,"], "“姓名”为必填项"),
        ([shop(1), shop(2)], ["1,甲,9132", "2,乙,"], "inspectors[1].recused"),
        ([shop(1), shop(2)], ["1,甲,", "1,乙,"], "第 3 行与前面的行是同一条记录"),
    ],
)
def test_a_bad_cell_of_a_roster_is_named_by_row(
    shian: Shian, folder: Path, shops: list[str], people: list[str], words: str
) -> None:
    refused = shian("draw", "commit", rosters(folder, shops, people))
    assert refused.status == 2
    assert words in refused.err
    assert sorted(file.suffix for file in folder.iterdir()) == [".csv", ".csv", ".json"]


def test_a_roster_stands_in_one_place_only(shian: Shian, folder: Path) -> None:
    both = write(folder, a_draw(enterprises_file="企业.csv"))
    assert "只能填写一个" in shian("draw", "commit", both).err
    value = a_draw(enterprises_file="没有.csv")
    del value["enterprises"]
    assert "source-not-found" in shian("draw", "commit", write(folder, value)).err


def test_what_cannot_be_met_is_refused_before_anything_is_written(shian: Shian, folder: Path) -> None:
    for fields, refusal in (
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": 6}]}, "draw-quota-too-large"),
        ({"strata": [{"values": {"stage": "生产"}, "quota": 1}]}, "draw-stratum-missing"),
        ({"enterprises": [an_enterprise(1, last_sampled_on="2026-06-30")]}, "draw-stratum-emptied"),
        ({"max_tasks": 1, "inspectors": a_draw()["inspectors"][:3]}, "draw-inspectors-insufficient"),
    ):
        params = write(folder, a_draw(public_value=value_of(TODAY), **fields))
        refused = shian("draw", "commit", params)
        assert (refused.status, refusal in refused.err) == (2, True), refused.err
        assert [file.name for file in folder.iterdir()] == ["参数.json"]


def test_a_draw_of_the_system_is_exported_for_anybody_to_verify(shian: Shian, tmp_path: Path) -> None:
    engine = open_database()
    store_register(engine)
    with at_work(engine, today=COMMITTED) as op:
        no = draws.commit_draw(op, a_form()).no
    file = tmp_path / "结果.json"
    early = shian("draw", "export", no, "--output", file)
    assert early.status != 0
    assert "尚未抽取" in early.err
    assert not file.exists()
    with at_work(engine, today=PUBLISHED) as op:
        commitment = draws.record_value(op, no, PublicValue(value=VALUE)).content.commitment
        draws.run_draw(op, no, Form())
    assert shian("draw", "export", no, "--output", file).status == 0
    assert shian("draw", "verify", file, "--expect", commitment).status == 0
    file.write_bytes(file.read_bytes() + b" ")
    assert shian("draw", "verify", file).status == 1
    assert shian("draw", "export", "SJ0", "--output", tmp_path / "无.json").status != 0
