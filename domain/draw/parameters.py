"""What a draw is told: the rules and the two rosters, and the one form in which they are sealed and exported.

Reading them from what an office wrote is `reading`; whether they can be met is `strata` and `assurance`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

ATTRIBUTES = {"risk_grade": "风险等级", "stage": "环节", "trade": "业态", "area_code": "区划代码"}
"""What enterprises can be stratified by: the exchange format's column name, and its header."""

INSPECTORS_EACH = 2
"""Inspectors per enterprise: an inspection is made by at least two (食品生产经营监督检查管理办法)."""

Key = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Enterprise:
    """One enterprise of the roster. `risk_grade` None is 未定级; unknown days are None."""

    credit_code: str
    name: str
    area_code: str
    stage: str
    trade: str
    risk_grade: str | None = None
    founded_on: date | None = None
    closed_on: date | None = None
    last_sampled_on: date | None = None


@dataclass(frozen=True, slots=True)
class Inspector:
    """One inspector; `recused` are the credit codes of the enterprises that he or she must not inspect."""

    id: str
    name: str
    recused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stratum:
    """Values of the attributes in the order of `stratify_by`, and the quota or the weight."""

    key: Key
    amount: int


@dataclass(frozen=True, slots=True)
class Parameters:
    """The rules and rosters of one draw.

    `total` None: the strata's amounts are quotas; else they are weights by which `total` is shared out.
    Enterprises are in the order of their credit codes and inspectors in that of their ids, whatever the files'
    order was; strata stay as they were listed.
    """

    title: str
    reference_date: date
    value_source: str
    value_date: date
    stratify_by: tuple[str, ...]
    strata: tuple[Stratum, ...]
    total: int | None
    exclusion_days: int
    max_tasks: int
    simulation_runs: int
    enterprises: tuple[Enterprise, ...]
    inspectors: tuple[Inspector, ...]

    def key_of(self, enterprise: Enterprise) -> Key:
        """The enterprise's values of the attributes that strata are made by."""
        return tuple(getattr(enterprise, attribute) for attribute in self.stratify_by)

    def name_of(self, stratum: Stratum) -> str:
        """The stratum in words, e.g. 风险等级 A、环节 餐饮."""
        parts = (
            f"{ATTRIBUTES[attribute]} {'未定' if value is None else value}"
            for attribute, value in zip(self.stratify_by, stratum.key, strict=True)
        )
        return "、".join(parts) or "全部企业"


def document(parameters: Parameters) -> dict[str, Any]:
    """The parameters as JSON has them, every field present, rosters inline and in order."""
    amount = "quota" if parameters.total is None else "weight"
    return {
        "title": parameters.title,
        "reference_date": parameters.reference_date.isoformat(),
        "public_value": {
            "source": parameters.value_source,
            "date": parameters.value_date.isoformat(),
        },
        "stratify_by": list(parameters.stratify_by),
        "total": parameters.total,
        "strata": [
            {"values": dict(zip(parameters.stratify_by, stratum.key, strict=True)), amount: stratum.amount}
            for stratum in parameters.strata
        ],
        "exclusion_days": parameters.exclusion_days,
        "max_tasks": parameters.max_tasks,
        "simulation_runs": parameters.simulation_runs,
        "enterprises": [_enterprise(enterprise) for enterprise in parameters.enterprises],
        "inspectors": [
            {"id": inspector.id, "name": inspector.name, "recused": list(inspector.recused)}
            for inspector in parameters.inspectors
        ],
    }


def _enterprise(enterprise: Enterprise) -> dict[str, str | None]:
    return {
        "credit_code": enterprise.credit_code,
        "name": enterprise.name,
        "area_code": enterprise.area_code,
        "stage": enterprise.stage,
        "trade": enterprise.trade,
        "risk_grade": enterprise.risk_grade,
        "founded_on": _iso(enterprise.founded_on),
        "closed_on": _iso(enterprise.closed_on),
        "last_sampled_on": _iso(enterprise.last_sampled_on),
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
