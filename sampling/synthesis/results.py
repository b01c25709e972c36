"""Laboratory results of test items, as the laboratory would write them: drawn once per item, then picked from."""

from decimal import ROUND_HALF_EVEN, Decimal

from sampling.synthesis.dice import Dice
from sampling.synthesis.recipe import Analyte
from sampling.synthesis.writing import ItemRow

_POOL = 48  # different results per item and verdict
_METHODS = {
    "农药残留": "GB 23200系列",
    "兽药残留": "GB 31658系列",
    "微生物": "GB 4789系列",
    "非食用物质": "食品补充检验方法",
}
_OTHER_METHOD = "GB 5009系列"


class ResultPool:
    """Item rows by item and verdict, in the order of the exchange format's item columns."""

    def __init__(self, analyte: Analyte, dice: Dice) -> None:
        self.qualified = [_row(analyte, _passing(analyte, dice), "合格项") for _ in range(_POOL)]
        self.unqualified = [_row(analyte, _failing(analyte, dice), "不合格项") for _ in range(_POOL)]
        self.problem = [_row(analyte, _failing(analyte, dice), "问题项") for _ in range(4)]
        self.unjudged = _row(analyte, _passing(analyte, dice), "不判定项")
        self.untested = _row(analyte, "", "未检验")
        # A result above the limit that was judged 合格项 all the same: what `verdict-doubtful` warns of.
        self.doubtful = _row(analyte, _failing(analyte, dice), "合格项")


def _row(analyte: Analyte, result: str, verdict: str) -> ItemRow:
    highest, lowest = "", ""
    if analyte.kind == "at_least":
        lowest = f"{analyte.limit:f}"
    elif analyte.kind == "colony" and analyte.limit is not None:
        highest = f"n=5,c=2,m={analyte.limit:f},M={analyte.limit * 10:f}"
    elif analyte.kind == "absent":
        highest = "不得检出"
    elif analyte.limit is not None:
        highest = f"{analyte.limit:f}"
    method = _METHODS.get(analyte.item_class, _OTHER_METHOD)
    return (
        analyte.name,
        analyte.item_class,
        result,
        analyte.unit,
        highest,
        lowest,
        verdict,
        method,
        analyte.basis,
    )


def _passing(analyte: Analyte, dice: Dice) -> str:
    if analyte.kind == "sign":
        return "阴性"
    if analyte.limit is None:
        return "未检出"
    if analyte.kind == "at_least":
        return _times(analyte.limit, dice.between(1010, 1400))
    if analyte.kind == "colony":
        return "/".join(_colonies(analyte.limit, dice.between(0, 70), dice) for _ in range(5))
    roll = dice.below(100)
    if roll < 55:
        return "未检出"
    if roll < 65:
        return f"<{_times(analyte.limit, 100)}"
    return _times(analyte.limit, dice.between(30, 960))


def _failing(analyte: Analyte, dice: Dice) -> str:
    if analyte.kind == "sign":
        return "阳性"
    if analyte.limit is None:
        return (
            "检出"
            if analyte.item_class in ("微生物", "其他")
            else _times(Decimal("1.5"), dice.between(300, 6000))
        )
    if analyte.kind == "at_least":
        return _times(analyte.limit, dice.between(620, 980))
    if analyte.kind == "colony":
        return "/".join(_colonies(analyte.limit, dice.between(900, 4000), dice) for _ in range(5))
    return _times(analyte.limit, dice.between(1040, 4200))


def _colonies(limit: Decimal, per_cent: int, dice: Dice) -> str:
    count = int(limit * per_cent / 100)
    if count < 10:
        return "<10"
    if count >= 100_000 and dice.chance(5000):
        return f"{Decimal(count).scaleb(-5).quantize(Decimal('0.1'))}×10⁵"
    return str(count)


def _times(limit: Decimal, per_mille: int) -> str:
    """A share of the limit with one more decimal than the limit has, so that it never rounds across it."""
    places = min(limit.as_tuple().exponent, 0)
    value = limit * per_mille / 1000
    return f"{value.quantize(Decimal(1).scaleb(int(places) - 2), ROUND_HALF_EVEN):f}"
