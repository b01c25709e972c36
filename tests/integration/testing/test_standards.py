"""Standards: versions, the day that decides, and limits that are filled in from the row in force."""

from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from domain.errors import ShianError
from domain.sheets.content import SheetEdit
from domain.sheets.kind import SHEET
from domain.testing.content import Entry
from domain.testing.kind import TEST
from domain.testing.standards import StandardLimit
from domain.work.fields import Form
from sampling.office_files import FileRefused
from sampling.sheets.filling import correct_sheet
from sampling.standard_files import import_standards
from sampling.standards import list_standards, put_standard, versions_of, withdraw_standard
from sampling.store.engine import reading
from sampling.testing.entering import enter_findings, verify_findings
from sampling.testing.issuing import issue_report
from sampling.testing.reading import current_findings
from sampling.work.reading import read_record
from tests.factories import laboratory as lab
from tests.factories.laboratory import ENTERER, SIGNER, VERIFIER
from tests.factories.work import at_work

OLD = StandardLimit(
    item_name="铅",
    standard_no="GB 2762-2017",
    in_force_from=date(2017, 9, 17),
    in_force_until=date(2023, 6, 29),
    max_limit="0.5",
    limit_unit="mg/kg",
)
NEW = StandardLimit(
    item_name="铅",
    standard_no="GB 2762-2022",
    in_force_from=date(2023, 6, 30),
    max_limit="0.2",
    limit_unit="mg/kg",
)
BARE = lab.lead("0.3", max_limit=None, limit_unit=None)


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers and two standards."""
    lab.furnish(engine)
    with at_work(engine) as op:
        put_standard(op, OLD, None)
        put_standard(op, NEW, None)
    return engine


def the_finding(engine: Engine, number: str) -> tuple[str | None, str | None, date | None, str | None]:
    with reading(engine) as view:
        (found,) = current_findings(view, read_record(view, TEST, number))
    return found.verdict, found.standard, found.judged_on, found.judged_by


def test_a_sample_is_judged_by_the_standard_in_force_when_it_was_produced(office: Engine) -> None:
    number = lab.entered(office, BARE, produced_on=date(2023, 2, 1))
    assert the_finding(office, number) == ("合格项", "GB 2762-2017 第1版", date(2023, 2, 1), "生产日期")


def test_farm_produce_without_a_production_date_uses_its_sampling_date_and_says_so(office: Engine) -> None:
    number = lab.entered(office, BARE, produced_on=None, date_kind=None, sampled_on=date(2023, 3, 1))
    assert the_finding(office, number)[2:] == (date(2023, 3, 1), "抽样日期")
    bought = lab.entered(office, BARE, produced_on=date(2023, 2, 20), date_kind="购进日期")
    assert the_finding(office, bought)[2:] == (date(2023, 2, 20), "购进日期")


def test_limits_of_the_entry_itself_are_never_overwritten(office: Engine) -> None:
    number = lab.entered(office, lab.lead("0.3", max_limit="0.1"))
    assert the_finding(office, number)[:2] == ("不合格项", None)


def test_a_row_for_the_food_goes_before_one_for_all_food(office: Engine) -> None:
    with at_work(office) as op:
        put_standard(op, msgspec.structs.replace(OLD, category="糕点", max_limit="0.1"), None)
    assert the_finding(office, lab.entered(office, BARE))[0] == "不合格项"


def test_where_two_standards_hold_nobody_guesses(office: Engine) -> None:
    with at_work(office) as op:
        put_standard(op, msgspec.structs.replace(OLD, standard_no="Q/合成 0001S"), None)
    number = lab.entered(office, BARE)
    assert the_finding(office, number)[0] == "不判定项"
    with at_work(office, actor=ENTERER) as op:
        named = msgspec.structs.replace(BARE, judgement_basis="GB 2762-2017")
        enter_findings(op, number, Entry(findings=(named,)))
    assert the_finding(office, number)[:2] == ("合格项", "GB 2762-2017 第1版")


def test_a_production_date_corrected_afterwards_asks_for_a_new_judgement(office: Engine) -> None:
    number = lab.entered(office, BARE)
    with reading(office) as view:
        sheet = read_record(view, SHEET, number).content
    with at_work(office) as op:
        later = msgspec.structs.replace(sheet, produced_on=date(2023, 2, 9))
        correct_sheet(op, number, SheetEdit(sheet=later, reason="看错标签"))
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    with pytest.raises(ShianError, match="重新录入"), at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number))


def test_a_changed_row_is_a_new_version_and_the_same_row_is_none(office: Engine) -> None:
    with at_work(office) as op:
        assert put_standard(op, NEW, None)[1] == "unchanged"
        made, action = put_standard(op, msgspec.structs.replace(NEW, max_limit="0.3"), "第1号修改单")
    assert (made.version, action) == (2, "updated")
    with at_work(office) as op:
        withdraw_standard(op, NEW, "重复登记")
    with reading(office) as view:
        assert [(one.max_limit, one.withdrawn) for one in versions_of(view, NEW)] == [
            ("0.2", False),
            ("0.3", False),
            ("0.3", True),
        ]
        first, following = list_standards(view, {"item_name": "铅"}, after=None, limit=1)
        second, end = list_standards(view, {"item_name": "铅"}, after=following, limit=1)
    assert [(one.standard_no, one.version) for one in first + second] == [
        ("GB 2762-2017", 1),
        ("GB 2762-2022", 3),
    ]
    assert end is None


HEADER = "检验项目,食品大类,标准号,实施日期,最后有效日期,最大允许限,限量单位\r\n"


def test_standards_come_from_a_file_as_a_whole(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "标准.csv"
    file.write_text(
        HEADER + "铅,,GB 2762-2022,2023-06-30,,0.2,mg/kg\r\n镉,糕点,GB 2762-2022,2023/6/30,,0.1,mg/kg\r\n",
        encoding="gb18030",
    )
    with at_work(office) as op:
        assert import_standards(op, file, reason=None) == {"created": 1, "updated": 0, "unchanged": 1}


def test_every_bad_cell_of_a_file_of_standards_is_named(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "标准.csv"
    rows = (
        "铅,,GB 1,2023-13-01,,0.2,mg/kg",
        ",,GB 1,2023-01-01,,0.2,",
        "镉,,GB 1,2023-01-01,2022-01-01,0.2,",
    )
    file.write_text(HEADER + "\r\n".join(rows), encoding="utf-8")
    with pytest.raises(FileRefused) as refusal, at_work(office) as op:
        import_standards(op, file, reason=None)
    assert [(one["row"], one["column"], one["code"]) for one in refusal.value.details["errors"]] == [
        (2, "实施日期", "bad-date"),
        (3, "检验项目", "required"),
        (4, "最大允许限", "standard-period-wrong"),
    ]
