"""Draws for tests (合成数据): a small roster in as few words as the test needs, as the JSON an office would write."""

from typing import Any

from domain.credit_code import check_character
from domain.draw.parameters import Parameters
from domain.draw.reading import read_parameters

NONCE = bytes(range(32))
VALUE = "03 11 15 22 28 33 + 07"


def code(number: int) -> str:
    """A valid credit code that sorts like its number."""
    first17 = f"91320400{number:09d}"
    return first17 + check_character(first17)


def an_enterprise(number: int, **fields: Any) -> dict[str, Any]:
    """A restaurant of grade A; keyword arguments replace its fields."""
    plain = {
        "credit_code": code(number),
        "name": f"合成数据{number}号",
        "area_code": "320412",
        "stage": "餐饮",
        "trade": "餐馆",
        "risk_grade": "A",
    }
    return {**plain, **fields}


def an_inspector(number: int, *recused: int) -> dict[str, Any]:
    """An inspector who must not go to the enterprises of these numbers."""
    return {"id": f"J{number:03d}", "name": f"检查员{number}", "recused": [code(one) for one in recused]}


def a_draw(**fields: Any) -> dict[str, Any]:
    """Two of five restaurants, by four inspectors who may have two tasks; keyword arguments replace fields."""
    plain = {
        "title": "合成数据双随机",
        "reference_date": "2026-07-01",
        "public_value": {"source": "合成彩票第2026085期号码，红球升序后接蓝球", "date": "2026-07-02"},
        "stratify_by": ["stage"],
        "strata": [{"values": {"stage": "餐饮"}, "quota": 2}],
        "exclusion_days": 90,
        "max_tasks": 2,
        "simulation_runs": 100,
        "enterprises": [an_enterprise(number) for number in range(1, 6)],
        "inspectors": [an_inspector(number) for number in range(1, 5)],
    }
    return {**plain, **fields}


def three_strata(**fields: Any) -> dict[str, Any]:
    """4 of 9 shops A, 2 of 7 shops B, 3 of 5 producers of no grade; six inspectors, four with recusals."""
    enterprises = [
        *(an_enterprise(one, stage="流通", trade="超市", risk_grade="A") for one in range(1, 10)),
        *(an_enterprise(one, stage="流通", trade="超市", risk_grade="B") for one in range(11, 18)),
        *(an_enterprise(one, stage="生产", trade="糕点", risk_grade=None) for one in range(21, 26)),
        an_enterprise(8_001, stage="流通", risk_grade="A", last_sampled_on="2026-04-03"),
        an_enterprise(8_002, stage="流通", risk_grade="B", closed_on="2026-07-01", founded_on="2020-01-01"),
        an_enterprise(8_003, stage="餐饮", risk_grade="D"),
    ]
    plain = {
        "stratify_by": ["stage", "risk_grade"],
        "strata": [
            {"values": {"stage": "流通", "risk_grade": "A"}, "quota": 4},
            {"values": {"stage": "流通", "risk_grade": "B"}, "quota": 2},
            {"values": {"stage": "生产", "risk_grade": None}, "quota": 3},
        ],
        "max_tasks": 4,
        "enterprises": enterprises,
        "inspectors": [
            an_inspector(1),
            an_inspector(2),
            an_inspector(3, 1, 2, 3),
            an_inspector(4, 1, 21),
            an_inspector(5, 22, 23, 24, 25),
            an_inspector(6, 1, 11, 12),
        ],
    }
    return a_draw(**{**plain, **fields})


def parameters(value: dict[str, Any]) -> Parameters:
    """The parameters of such a draw."""
    return read_parameters(value, "参数.json")
