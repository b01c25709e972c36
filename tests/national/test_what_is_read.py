"""What becomes of a row of the national export."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine, RowMapping, text

from sampling.national.own_tables import ITEMS, PLANS, import_own_table
from sampling.store.engine import reading
from tests.national.exports import FACTORY, SHOP, a_row, an_export
from tests.national.importing import AT, import_exports
from tests.worlds.credit_codes import credit_code


def stored(engine: Engine, table: str = "sheets") -> RowMapping:
    """The one row of a table."""
    with reading(engine) as connection:
        return connection.execute(text(f"SELECT * FROM {table}")).mappings().one()


def imported(engine: Engine, folder: Path, **cells: str) -> RowMapping:
    """The sheet that an export of one row becomes."""
    report = import_exports(engine, an_export(folder / "导出.csv", a_row(**cells)))
    assert [error.as_dict() for error in report.errors] == []
    return stored(engine)


def test_a_plain_row_becomes_a_sheet_with_one_item(office: Engine, tmp_path: Path) -> None:
    sheet = imported(office, tmp_path)
    assert sheet["sheet_no"] == "XBJ23320412001"
    assert (sheet["task_kind"], sheet["level"], sheet["state"]) == ("监督抽检", "县抽", "有效")
    assert (sheet["area_code"], sheet["unit_code"], sheet["producer_name"]) == ("320412", SHOP, None)
    assert (str(sheet["sampled_on"]), str(sheet["reported_on"])) == ("2023-05-04", "2023-05-20")
    item = stored(office, "items")
    assert (item["item_name"], item["item_class"], item["verdict"]) == ("菌落总数", "微生物", "合格项")
    assert (item["max_limit"], item["min_limit"], item["unit"]) == ("100", None, "CFU/g")


def test_blanks_and_line_breaks_inside_number_and_category_are_dropped(
    office: Engine, tmp_path: Path
) -> None:
    sheet = imported(office, tmp_path, SHEET_NO="XBJ2332\n0412 001", CATEGORY="食用农产\n品")
    assert (sheet["sheet_no"], sheet["category"]) == ("XBJ23320412001", "食用农产品")


@pytest.mark.parametrize(
    ("licence", "code", "kept"),
    [
        (f" {SHOP.lower()} ", SHOP, None),
        ("320400000012345", None, "320400000012345"),
        (SHOP[:17] + ("0" if SHOP[17] != "0" else "1"), None, SHOP[:17] + ("0" if SHOP[17] != "0" else "1")),
        ("——", None, None),
    ],
)
def test_only_a_right_credit_code_is_one(
    office: Engine, tmp_path: Path, licence: str, code: str | None, kept: str | None
) -> None:
    sheet = imported(office, tmp_path, LICENCE=licence)
    assert sheet["unit_code"] == code
    assert json.loads(sheet["source_words"]).get("营业执照号") == kept


def test_a_producer_is_known_by_its_exact_name(office: Engine, tmp_path: Path) -> None:
    assert imported(office, tmp_path, PRODUCER_NAME="合成食品厂")["producer_code"] == FACTORY


@pytest.mark.parametrize("name", ["同名食品厂", "外地食品厂"])
def test_a_producer_whose_name_is_not_clear_has_no_code(office: Engine, tmp_path: Path, name: str) -> None:
    sheet = imported(office, tmp_path, PRODUCER_NAME=name)
    assert (sheet["producer_code"], sheet["producer_name"]) == (None, name)


def test_the_date_of_purchase_stands_in_for_a_missing_production_date(office: Engine, tmp_path: Path) -> None:
    sheet = imported(office, tmp_path, PRODUCED_ON="/", HANDLED_ON="2023/4/30 08:00")
    assert str(sheet["produced_on"]) == "2023-04-30"


@pytest.mark.parametrize(
    ("state", "conclusion", "ours"),
    [
        ("已作废", "", "作废"),
        ("", "退样", "拒收"),
        ("样品拒收", "", "拒收"),
        ("正常", "纯抽检合格样品", "有效"),
    ],
)
def test_the_state_is_read_from_sample_and_conclusion(
    office: Engine, tmp_path: Path, state: str, conclusion: str, ours: str
) -> None:
    assert imported(office, tmp_path, STATE=state, CONCLUSION=conclusion)["state"] == ours


def test_a_task_name_picks_the_plan_row_of_the_sheets_stage_and_area(office: Engine, tmp_path: Path) -> None:
    names = tmp_path / "plans.csv"
    names.write_text(
        "名称,计划编号\n县级任务,JH1\n县级任务,JH2\n县级任务,JH3\n县级任务,JH4\n", encoding="utf-8"
    )
    import_own_table(office, PLANS, names, actor="测试", at=AT)
    assert imported(office, tmp_path, CLASS_2="县级任务")["plan_no"] == "JH1"


def test_a_plan_number_needs_no_table(office: Engine, tmp_path: Path) -> None:
    assert imported(office, tmp_path, CLASS_2="jh2")["plan_no"] == "JH2"


def test_an_unmatched_plan_is_left_empty_and_warned_about_once(office: Engine, tmp_path: Path) -> None:
    rows = [a_row(SHEET_NO=f"XBJ{number}", CLASS_2="别的任务") for number in range(3)]
    report = import_exports(office, an_export(tmp_path / "导出.csv", *rows))
    (warning,) = report.warnings
    assert (warning.code, warning.row, warning.column) == ("plan-unmatched", 2, "报送分类-2")
    assert "3 张抽样单" in warning.message


def test_an_unknown_item_is_other_until_the_office_classifies_it(office: Engine, tmp_path: Path) -> None:
    export = an_export(tmp_path / "导出.csv", a_row(ITEM="某新农药"))
    report = import_exports(office, export)
    assert [(warning.code, warning.column) for warning in report.warnings] == [
        ("item-unclassified", "检验项目")
    ]
    assert stored(office, "items")["item_class"] == "其他"
    own = tmp_path / "items.csv"
    own.write_text("检验项目,项目类别\n某新农药,农药残留\n", encoding="utf-8")
    import_own_table(office, ITEMS, own, actor="测试", at=AT)
    again = import_exports(office, export)
    assert (again.updated["samples"], again.warnings) == (1, [])
    assert stored(office, "items")["item_class"] == "农药残留"


def test_the_exports_own_class_goes_before_the_dictionary(office: Engine, tmp_path: Path) -> None:
    imported(office, tmp_path, ITEM="铅(以Pb计)", ITEM_CLASS="质量指标")
    assert stored(office, "items")["item_class"] == "质量指标"


def test_a_limit_in_another_unit_keeps_its_unit(office: Engine, tmp_path: Path) -> None:
    imported(office, tmp_path, MAX_LIMIT="0.1", MAX_UNIT="g/kg", MIN_LIMIT="——", RESULT_UNIT="mg/kg")
    item = stored(office, "items")
    assert (item["max_limit"], item["min_limit"]) == ("0.1 g/kg", None)


def test_source_words_are_kept_word_for_word(office: Engine, tmp_path: Path) -> None:
    sheet = imported(office, tmp_path, OBJECTION_STATE="异议审批中", SOURCE="江苏常州", CLASS_2="JH1")
    words = json.loads(sheet["source_words"])
    assert words["异议审批状态"] == "异议审批中"
    assert (words["任务来源"], words["报送分类-1"], words["报送分类-2"]) == (
        "江苏常州",
        "抽检监测（县级）",
        "JH1",
    )


def test_a_sheet_without_results_yet_has_no_items(office: Engine, tmp_path: Path) -> None:
    cells = dict.fromkeys(
        ("ITEM", "RESULT", "VERDICT", "MAX_LIMIT", "MAX_UNIT", "RESULT_UNIT", "REPORTED_ON"), ""
    )
    sheet = imported(office, tmp_path, **cells)
    assert sheet["reported_on"] is None
    with reading(office) as connection:
        assert connection.scalar(text("SELECT count(*) FROM items")) == 0


def test_a_unit_that_is_not_registered_becomes_a_stub(office: Engine, tmp_path: Path) -> None:
    code = credit_code("320412", 77)
    plant = {"LICENCE": code, "UNIT_NAME": "新开糕点厂", "STAGE": "生产", "PRODUCED_ON": "/"}
    rows = [
        a_row(SHEET_NO="XBJ2", SAMPLED_ON="2023-05-04", PLACE="生产线", **plant),
        a_row(SHEET_NO="XBJ1", SAMPLED_ON="2023-03-01", PLACE="成品库", **plant),
    ]
    report = import_exports(office, an_export(tmp_path / "导出.csv", *rows))
    assert report.accepted == {"enterprises": 1, "samples": 2}
    assert [(warning.code, warning.row, warning.column) for warning in report.warnings] == [
        ("enterprise-stub", 3, "营业执照号")
    ]
    with reading(office) as connection:
        stub = connection.execute(
            text("SELECT * FROM enterprises WHERE credit_code = :code"), {"code": code}
        ).mappings().one()  # fmt: skip
    assert (stub["name"], stub["area_code"], stub["stage"]) == ("新开糕点厂", "320412", "生产")
    assert (stub["trade"], str(stub["founded_on"]), bool(stub["confirmed"])) == (
        "食品生产企业",
        "2023-03-01",
        False,
    )
