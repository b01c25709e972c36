"""From the JSON that an office wrote to `Parameters`; every bad field is told at once, with where it stands.

Rosters are inline here: the edge puts the rows of CSV files in their place before. Whether a draw with these
parameters can be made is judged by `strata` and `assurance`.
"""

from typing import Any

from domain.credit_code import is_valid
from domain.draw.errors import DrawParametersInvalid
from domain.draw.fields import Faults, Record
from domain.draw.parameters import (
    ATTRIBUTES,
    INSPECTORS_EACH,
    Enterprise,
    Inspector,
    Key,
    Parameters,
    Stratum,
)
from domain.exchange.tables import ENTERPRISES

FIELDS = (
    "title",
    "reference_date",
    "public_value",
    "stratify_by",
    "total",
    "strata",
    "exclusion_days",
    "max_tasks",
    "simulation_runs",
    "enterprises",
    "inspectors",
)
ENTERPRISE_FIELDS = (
    "credit_code",
    "name",
    "area_code",
    "stage",
    "trade",
    "risk_grade",
    "founded_on",
    "closed_on",
    "last_sampled_on",
)
INSPECTOR_FIELDS = ("id", "name", "recused")

MAX_ENTERPRISES = 100_000
MAX_INSPECTORS = 2_000
MAX_STRATA = 1_000
MAX_DRAWN = 5_000
MAX_RECUSED = 10_000
MAX_DAYS = 3_660
MAX_TASKS = 1_000
MAX_WEIGHT = 1_000_000
RUNS = (100, 20_000)
DEFAULT_RUNS = 1_000
MAX_SIMULATED = 2_000_000
"""Simulation runs times enterprises drawn: what a machine replays in about a minute."""


def read_parameters(value: object, file: str) -> Parameters:
    """Parameters of a JSON value; `file` is named in messages. Raises `DrawParametersInvalid`."""
    faults = Faults()
    record = Record(value, "", FIELDS, faults)
    if not record.is_object:
        raise DrawParametersInvalid(file, faults.found)
    public = record.inner("public_value", ("source", "date"))
    stratify_by = _attributes(record)
    total = record.whole("total", 1, MAX_DRAWN) if record.has("total") else None
    parameters = Parameters(
        title=record.text("title"),
        reference_date=record.day("reference_date"),
        value_source=public.text("source", 1_000),
        value_date=public.day("date"),
        stratify_by=stratify_by,
        strata=_strata(record, stratify_by, weighted=total is not None, faults=faults),
        total=total,
        exclusion_days=record.whole("exclusion_days", 0, MAX_DAYS),
        max_tasks=record.whole("max_tasks", 1, MAX_TASKS),
        simulation_runs=record.whole("simulation_runs", *RUNS)
        if record.has("simulation_runs")
        else DEFAULT_RUNS,
        enterprises=_enterprises(record, faults),
        inspectors=_inspectors(record, faults),
    )
    _judge_size(record, parameters)
    _judge_days(parameters, faults)
    if faults.found:
        raise DrawParametersInvalid(file, faults.found)
    return parameters


def _attributes(record: Record) -> tuple[str, ...]:
    named = record.items("stratify_by", 0, len(ATTRIBUTES))
    known = [name for name in named if isinstance(name, str) and name in ATTRIBUTES]
    if len(known) < len(named):
        words = "、".join(f"{name}（{header}）" for name, header in ATTRIBUTES.items())
        record.fault("stratify_by", f"有不能用来分层的属性，可用的为 {words}")
    elif len(set(known)) < len(known):
        record.fault("stratify_by", "同一属性列了两次")
    return tuple(dict.fromkeys(known))


def _strata(
    record: Record, attributes: tuple[str, ...], *, weighted: bool, faults: Faults
) -> tuple[Stratum, ...]:
    amount, most = ("weight", MAX_WEIGHT) if weighted else ("quota", MAX_DRAWN)
    found: dict[Key, Stratum] = {}
    for number, value in enumerate(record.items("strata", 1, MAX_STRATA), start=1):
        entry = Record(value, f"strata[{number}]", ("values", amount), faults)
        values = entry.inner("values", attributes)
        key = tuple(
            values.raw(name) if not values.names(name) else _attribute(values, name) for name in attributes
        )
        if found.setdefault(key, stratum := Stratum(key, entry.whole(amount, 1, most))) is not stratum:
            entry.fault("values", "与前面的分层相同，请合并")
    return tuple(found.values())


def _attribute(record: Record, name: str) -> str | None:
    """A stratum's or an enterprise's value; only the risk grade may be left open."""
    if name == "risk_grade" and not record.has(name):
        return None
    text = record.text(name)
    choices = ENTERPRISES.column(name).choices
    if text and choices and text not in choices:
        record.fault(name, f"应为 {'、'.join(choices)} 之一")
    return text


def _enterprises(record: Record, faults: Faults) -> tuple[Enterprise, ...]:
    found: dict[str, Enterprise] = {}
    for number, value in enumerate(record.items("enterprises", 1, MAX_ENTERPRISES), start=1):
        entry = Record(value, f"enterprises[{number}]", ENTERPRISE_FIELDS, faults)
        written = entry.text("credit_code")
        code = _credit_code(written, entry.path("credit_code"), faults) if written else ""
        enterprise = Enterprise(
            credit_code=code,
            name=entry.text("name", 500),
            area_code=entry.text("area_code"),
            stage=_attribute(entry, "stage") or "",
            trade=entry.text("trade"),
            risk_grade=_attribute(entry, "risk_grade"),
            founded_on=entry.optional_day("founded_on"),
            closed_on=entry.optional_day("closed_on"),
            last_sampled_on=entry.optional_day("last_sampled_on"),
        )
        if code and found.setdefault(code, enterprise) is not enterprise:
            entry.fault("credit_code", f"与前面的企业重复（{code}），请只保留一条")
    return tuple(found[code] for code in sorted(found))


def _inspectors(record: Record, faults: Faults) -> tuple[Inspector, ...]:
    found: dict[str, Inspector] = {}
    for number, value in enumerate(record.items("inspectors", INSPECTORS_EACH, MAX_INSPECTORS), start=1):
        entry = Record(value, f"inspectors[{number}]", INSPECTOR_FIELDS, faults)
        listed = entry.items("recused", 0, MAX_RECUSED) if entry.has("recused") else []
        path = entry.path("recused")
        codes = [_credit_code(code, path, faults) for code in listed]
        if len(set(codes)) < len(codes):
            entry.fault("recused", "同一企业列了两次")
        inspector = Inspector(entry.text("id", 64), entry.text("name"), tuple(sorted(set(codes))))
        if inspector.id and found.setdefault(inspector.id, inspector) is not inspector:
            entry.fault("id", f"与前面的检查人员重复（{inspector.id}），请只保留一条")
    return tuple(found[number] for number in sorted(found))


def _credit_code(written: Any, path: str, faults: Faults) -> str:
    code = written.strip().upper() if isinstance(written, str) else ""
    if code and is_valid(code):
        return code
    shown = written[:40] if isinstance(written, str) else "（不是文字）"
    faults.add(path, f"“{shown}”不是有效的统一社会信用代码（18 位，末位校验）")
    return ""


def _judge_size(record: Record, parameters: Parameters) -> None:
    total = parameters.total
    drawn = sum(stratum.amount for stratum in parameters.strata) if total is None else total
    if drawn > MAX_DRAWN:
        record.fault("strata", f"各分层名额合计 {drawn} 家，超过上限 {MAX_DRAWN} 家，请分次抽取")
    elif drawn * parameters.simulation_runs > MAX_SIMULATED:
        most = MAX_SIMULATED // drawn
        record.fault("simulation_runs", f"抽取 {drawn} 家时最多模拟 {most} 次")


def _judge_days(parameters: Parameters, faults: Faults) -> None:
    for enterprise in parameters.enterprises:
        sampled = enterprise.last_sampled_on
        if sampled is not None and sampled > parameters.reference_date:
            reason = f"上次抽样日期 {sampled} 晚于基准日 {parameters.reference_date}，请核对"
            faults.add(f"企业 {enterprise.credit_code}", reason)
        if enterprise.founded_on and enterprise.closed_on and enterprise.closed_on < enterprise.founded_on:
            faults.add(f"企业 {enterprise.credit_code}", "退出日期早于成立日期，请核对")
