"""What changed in the population that per-thousand figures are counted with, from one snapshot to the next.

A rate that rises because fewer people are counted is no progress: in one published case 5.36 batches per thousand looked
like a rise of 2.13 because the population had another source. So every change is told in words beside the figures.
"""

from collections.abc import Iterable, Mapping

from domain.snapshots.content import Basis


def basis_changes(before: Iterable[Basis], now: Iterable[Basis]) -> Mapping[str, str]:
    """By area code, what changed: year, source or number of residents. Areas with the same basis are left out."""
    was = {one.area: one for one in before}
    found: dict[str, str] = {}
    for one in now:
        earlier = was.get(one.area)
        if earlier is not None and earlier != one:
            found[one.area] = f"人口口径由{_told(earlier)}改为{_told(one)}，前后数值不能直接比较"
    return found


def _told(one: Basis) -> str:
    if one.residents is None:
        return "未登记"
    return f"{one.year}年{one.residents}人（{one.source or '来源未登记'}）"
