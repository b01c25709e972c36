"""A draw as it is exported, and its replay: the same inputs must give the same file, byte for byte.

An exported draw holds all that a replay needs (parameters with rosters, nonce, public value) and all that came out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from domain.draw.canonical import file_bytes, parse
from domain.draw.drawing import Drawn, Plan, draw, prepare
from domain.draw.errors import DrawFileUnusable
from domain.draw.parameters import document
from domain.draw.reading import read_parameters
from domain.draw.seal import PROTOCOL, commitment_of, known_protocol, read_nonce, seed_of, settled_value
from domain.draw.simulation import Chances, Estimate, decimal_text, simulate
from domain.draw.strata import Standing
from domain.draw.stream import derive

SHOWN_DIFFERENCES = 100
_SHOWN_CHARS = 200
_ABSENT = object()

_EXACT = "企业的入选概率为准确值：所在分层的抽取家数/可抽取家数"
_SIMULATED = (
    "检查人员的概率受任务上限和回避约束，为模拟估计值，不是准确值；standard_error 为标准误差"
    "（各次模拟结果全同时为 0，不表示没有误差）"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a file is not what the replay gives; None stands for “not there”."""

    path: str
    found: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome of a replay. `commitment` is recomputed; `differences` are the first `SHOWN_DIFFERENCES`."""

    commitment: str
    value: str
    value_source: str
    value_date: str
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether the file is the replay's, byte for byte."""
        return not self.differences


def export(plan: Plan, nonce: bytes, written_value: str) -> dict[str, Any]:
    """Draw, estimate and put everything into the exported form. Raises as `draw` and `settled_value` do."""
    value = settled_value(written_value)
    commitment = commitment_of(plan.parameters, nonce)
    seed = seed_of(commitment, nonce, value)
    drawn = draw(plan, seed)
    return {
        "protocol": PROTOCOL,
        "commitment": commitment,
        "nonce": nonce.hex(),
        "public_value": value,
        "seed": seed.hex(),
        "result": {
            "drawn": list(_drawn(plan, drawn)),
            "staffing": plan.assurance.value,
            "strata": list(_strata(plan)),
            "enterprises": {"note": _EXACT, "chances": list(_enterprises(plan))},
            "inspectors": _inspectors(plan, drawn, derive(seed, "simulation")),
        },
        "parameters": document(plan.parameters),
    }


def verify(content: bytes, file: str) -> Verification:
    """Replay an exported draw and compare. Raises `UnusableInput` or `RuleViolation` where there is none to replay."""
    value = parse(content, file)
    known_protocol(value, file)
    if not isinstance(value.get("public_value"), str):
        raise DrawFileUnusable(file, "缺少公开值（public_value）")
    parameters = read_parameters(value.get("parameters"), file)
    expected = export(prepare(parameters), read_nonce(value, file), value["public_value"])
    differences = list(islice(_differences(value, expected, ""), SHOWN_DIFFERENCES))
    if not differences and content != file_bytes(expected):
        differences.append(Difference("", "空格、换行、字段次序或写法与导出的文件不同", "逐字节一致"))
    return Verification(
        expected["commitment"],
        expected["public_value"],
        parameters.value_source,
        parameters.value_date.isoformat(),
        tuple(differences),
    )


def _drawn(plan: Plan, drawn: Drawn) -> Iterator[dict[str, Any]]:
    for at, staff in zip(drawn.enterprises, drawn.staff, strict=True):
        enterprise = plan.parameters.enterprises[at]
        people = [plan.parameters.inspectors[one] for one in staff]
        yield {
            "credit_code": enterprise.credit_code,
            "name": enterprise.name,
            "stratum": _number(plan.pools.stratum[at]),
            "inspectors": [{"id": person.id, "name": person.name} for person in people],
        }


def _strata(plan: Plan) -> Iterator[dict[str, Any]]:
    parameters = plan.parameters
    for at, (stratum, quota) in enumerate(zip(parameters.strata, plan.pools.quotas, strict=True)):
        yield {
            "stratum": at + 1,
            "values": dict(zip(parameters.stratify_by, stratum.key, strict=True)),
            "eligible": len(plan.pools.eligible[at]),
            "drawn": quota,
        }


def _enterprises(plan: Plan) -> Iterator[dict[str, Any]]:
    pools = plan.pools
    for at, enterprise in enumerate(plan.parameters.enterprises):
        stratum, standing = pools.stratum[at], pools.standing[at]
        quota, of = 0, 1
        if stratum is not None and standing is Standing.ELIGIBLE:
            quota, of = pools.quotas[stratum], len(pools.eligible[stratum])
        yield {
            "credit_code": enterprise.credit_code,
            "standing": standing.value,
            "stratum": _number(stratum),
            "probability": f"{quota}/{of}",
            "decimal": decimal_text(quota, of),
        }


def _inspectors(plan: Plan, drawn: Drawn, seed: bytes) -> dict[str, Any]:
    simulation = simulate(plan, seed)
    tasks = Counter(one for staff in drawn.staff for one in staff)
    return {
        "note": _SIMULATED,
        "method": "simulation",
        "seed": seed.hex(),
        "runs": simulation.runs,
        "runs_not_staffed": simulation.failed,
        "chances": [
            {"id": inspector.id, "name": inspector.name, "tasks": tasks[at], **_chances(chances)}
            for at, (inspector, chances) in enumerate(
                zip(plan.parameters.inspectors, simulation.chances, strict=True)
            )
        ],
    }


def _chances(chances: Chances) -> dict[str, Any]:
    return {"selected": _estimate(chances.selected), "mean_tasks": _estimate(chances.tasks)}


def _estimate(estimate: Estimate) -> dict[str, str]:
    return {"estimate": estimate.mean, "standard_error": estimate.standard_error}


def _number(stratum: int | None) -> int | None:
    """Strata are counted from 1 where people read them."""
    return None if stratum is None else stratum + 1


def _differences(found: Any, expected: Any, path: str) -> Iterator[Difference]:
    if isinstance(found, dict) and isinstance(expected, dict):
        for name in [*expected, *(name for name in found if name not in expected)]:
            below = f"{path}.{name}" if path else str(name)
            yield from _differences(found.get(name, _ABSENT), expected.get(name, _ABSENT), below)
    elif isinstance(found, list) and isinstance(expected, list):
        for at in range(max(len(found), len(expected))):
            mine, other = (side[at] if at < len(side) else _ABSENT for side in (found, expected))
            yield from _differences(mine, other, f"{path}[{at + 1}]")
    elif type(found) is not type(expected) or found != expected:
        yield Difference(path, _shown(found), _shown(expected))


def _shown(value: Any) -> str | None:
    """What stands there, shortened."""
    if value is _ABSENT:
        return None
    if isinstance(value, dict | list):
        return "（一组内容）"
    text = "null" if value is None else str(value)
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
