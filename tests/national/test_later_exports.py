"""Later exports of the same sheets update them; what an office settled meanwhile stays."""

import json
from pathlib import Path

from sqlalchemy import Engine, text

from domain.national import headers as h
from sampling.national.stubs import confirm_stubs, list_stubs
from sampling.store.engine import reading
from tests.national.exports import UNKNOWN_SHOP, a_row, an_export
from tests.national.importing import AT, import_exports, import_folder


def value(engine: Engine, sql: str) -> object:
    with reading(engine) as connection:
        return connection.execute(text(sql)).scalar_one()


def test_a_later_export_with_results_completes_the_sheet(office: Engine, tmp_path: Path) -> None:
    pending = dict.fromkeys(("ITEM", "RESULT", "VERDICT", "MAX_LIMIT", "RESULT_UNIT", "REPORTED_ON"), "")
    import_exports(office, an_export(tmp_path / "六月.csv", a_row(**pending)))
    report = import_exports(office, an_export(tmp_path / "七月.csv", a_row(CONCLUSION="纯抽检合格样品")))
    assert report.updated["samples"] == 1
    assert value(office, "SELECT count(*) FROM items") == 1
    assert str(value(office, "SELECT reported_on FROM sheets")) == "2023-05-20"


def test_only_a_word_has_changed(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row()))
    report = import_exports(office, an_export(tmp_path / "七月.csv", a_row(OBJECTION_STATE="异议审批通过")))
    assert (report.updated["samples"], report.unchanged["samples"]) == (1, 0)
    assert json.loads(str(value(office, "SELECT source_words FROM sheets")))["异议审批状态"] == "异议审批通过"
    change = json.loads(str(value(office, "SELECT after FROM audit_changes WHERE record_table = 'sheets'")))
    assert list(change) == ["source_words"]


def test_a_column_that_is_left_out_keeps_what_was_stored(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row(OBJECTION_STATE="异议审批中")))
    left_out = [h.REPORTED_ON, h.RESULT, h.OBJECTION_STATE]
    report = import_exports(office, an_export(tmp_path / "七月.csv", a_row(), leave_out=left_out))
    assert report.unchanged["samples"] == 1
    assert str(value(office, "SELECT reported_on FROM sheets")) == "2023-05-20"
    assert value(office, "SELECT result FROM items") == "10"
    assert "异议审批中" in str(value(office, "SELECT source_words FROM sheets"))


def test_files_of_one_import_each_keep_what_they_leave_out(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row()))
    without = an_export(tmp_path / "七月.csv", a_row(SAMPLE_NAME="新名"), leave_out=[h.REPORTED_ON, h.RESULT])
    complete = an_export(tmp_path / "另一份.csv", a_row(SHEET_NO="XBJ9"))
    report = import_exports(office, without, complete)
    assert (report.accepted["samples"], report.updated["samples"]) == (1, 1)
    stored = "SELECT reported_on FROM sheets WHERE sample_name = '新名'"
    assert str(value(office, stored)) == "2023-05-20"
    assert value(office, "SELECT count(*) FROM items WHERE result = '10'") == 2


def test_a_kept_date_must_still_fit(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row()))
    later = a_row(SAMPLED_ON="2023-05-06", PRODUCED_ON="/")
    without = an_export(tmp_path / "七月.csv", later, leave_out=[h.RECEIVED_ON])
    complete = an_export(tmp_path / "另一份.csv", a_row(SHEET_NO="XBJ9"))
    for files in ((without,), (without, complete)):
        report = import_exports(office, *files)
        assert [(error.file, error.row, error.column, error.code) for error in report.errors] == [
            ("七月.csv", 2, "收检日期", "date-order")
        ]


def test_importing_again_leaves_stubs_and_registered_enterprises_alone(
    office: Engine, tmp_path: Path
) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row(LICENCE=UNKNOWN_SHOP, UNIT_NAME="小店")))
    assert [stub["credit_code"] for stub in list_stubs(office)] == [UNKNOWN_SHOP]
    other = an_export(
        tmp_path / "七月.csv", a_row(SHEET_NO="XBJ2", LICENCE=UNKNOWN_SHOP, UNIT_NAME="小店改名")
    )
    report = import_exports(office, other)
    assert (report.accepted["enterprises"], report.updated["enterprises"]) == (0, 0)
    assert confirm_stubs(office, [UNKNOWN_SHOP], actor="测试", at=AT) == [UNKNOWN_SHOP]
    assert list_stubs(office) == []
    import_exports(
        office,
        an_export(tmp_path / "八月.csv", a_row(SHEET_NO="XBJ3", LICENCE=UNKNOWN_SHOP, UNIT_NAME="又改名")),
    )
    assert value(office, f"SELECT name FROM enterprises WHERE credit_code = '{UNKNOWN_SHOP}'") == "小店"
    assert bool(value(office, f"SELECT confirmed FROM enterprises WHERE credit_code = '{UNKNOWN_SHOP}'"))


def test_the_register_confirms_a_stub(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row(LICENCE=UNKNOWN_SHOP, UNIT_NAME="小店")))
    register = tmp_path / "register"
    register.mkdir()
    (register / "enterprises.csv").write_text(
        f"统一社会信用代码,名称,区划代码,环节,业态,成立日期\n{UNKNOWN_SHOP},小店,320412,流通,小食杂店,2019-01-01\n",
        encoding="utf-8",
    )
    import_folder(office, register)
    assert list_stubs(office) == []


def test_a_confirmed_stub_is_audited(office: Engine, tmp_path: Path) -> None:
    import_exports(office, an_export(tmp_path / "六月.csv", a_row(LICENCE=UNKNOWN_SHOP)))
    before = value(office, "SELECT count(*) FROM audit_entries")
    confirm_stubs(office, [UNKNOWN_SHOP], actor="核实人", at=AT)
    confirm_stubs(office, [UNKNOWN_SHOP], actor="核实人", at=AT)
    assert value(office, "SELECT count(*) FROM audit_entries") == int(str(before)) + 1
    assert value(office, "SELECT actor FROM audit_entries ORDER BY id DESC LIMIT 1") == "核实人"
