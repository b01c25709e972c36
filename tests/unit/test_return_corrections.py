"""A correction of an accepted return says why."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.returns.content import Return
from domain.returns.machine import CorrectionUnexplained, may_draft
from domain.work.record import Step

DAY = date(2024, 4, 1)


def a_return(version: int) -> Return:
    return Return(
        measure="01",
        area_code="320412",
        quarter="2023Q1",
        version=version,
        numerator=Decimal(9),
        denominator=Decimal(10),
        due_on=DAY,
    )


def a_step(reason: str | None) -> Step:
    return Step(on=DAY, at=datetime(2024, 4, 1, tzinfo=UTC), today=DAY, actor="填报人", reason=reason)


@pytest.mark.parametrize("reason", [None, "", " \n"])
def test_a_second_version_without_a_reason_is_refused(reason: str | None) -> None:
    with pytest.raises(CorrectionUnexplained):
        may_draft(None, a_return(2), a_step(reason))


def test_a_first_version_needs_none_and_a_second_one_with_it_passes() -> None:
    may_draft(None, a_return(1), a_step(None))
    may_draft(None, a_return(2), a_step("合成数据：漏报三件"))
