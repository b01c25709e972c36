"""Which sections a disposal must have (`sections.toml`), and what makes one of them whole."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.disposals.content import Disposal, Sections
from domain.errors import RuleViolation

SHIPPED = Path(__file__).with_name("sections.toml")


class QuantityImpossible(RuleViolation):
    """Quantities of a batch that cannot be."""

    code = "quantity-impossible"

    def __init__(self, what: str) -> None:
        super().__init__(f"产品控制数量有误：{what}，请核对", what=what)


class RecallUnexplained(RuleViolation):
    """Food was sold and none of it recalled, without a word why."""

    code = "recall-unexplained"

    def __init__(self) -> None:
        super().__init__("已有销售而召回数量为零，请填写未召回的原因（why_not_recalled）")


class PenaltyEmpty(RuleViolation):
    """Neither a clue nor a reason why there is none."""

    code = "penalty-empty"

    def __init__(self) -> None:
        super().__init__("立案处罚须填写线索编号（clue_no）或未立案处罚的理由（why_none）")


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def missing_sections(task: Disposal) -> list[str]:
    """Names of the required sections that are not recorded, in the order of the form.

    Rectification is whole with a re-check that found it put right.
    """
    data = _data()
    required = data["required"][task.side]
    missing = [data["names"][name] for name in required if getattr(task.sections, name) is None]
    rectification = task.sections.rectification
    if "rectification" in required and rectification is not None:
        if rectification.rechecked_on is None or rectification.recheck_result is None:
            missing.append("复查日期和复查结果")
        elif rectification.recheck_result != "合格":
            missing.append("复查合格的结果")
    return missing


def check_sections(sections: Sections) -> None:
    """Raises `QuantityImpossible`, `RecallUnexplained`, `PenaltyEmpty`."""
    control, penalty = sections.control, sections.penalty
    if control is not None:
        amounts = (
            control.produced_kg,
            control.sold_kg,
            control.stock_kg,
            control.sealed_kg,
            control.recalled_kg,
        )
        if any(amount < 0 for amount in amounts):
            raise QuantityImpossible("数量不能为负数")
        if control.recalled_kg > control.sold_kg:
            raise QuantityImpossible("召回数量大于销售数量")
        if control.sold_kg + control.stock_kg > control.produced_kg:
            raise QuantityImpossible("销售与库存之和大于生产或购进数量")
        if control.sealed_kg > control.stock_kg + control.recalled_kg:
            raise QuantityImpossible("封存数量大于库存与召回之和")
        if control.sold_kg > 0 and control.recalled_kg == 0 and not control.why_not_recalled:
            raise RecallUnexplained
    if penalty is not None and not (penalty.clue_no or penalty.why_none):
        raise PenaltyEmpty
