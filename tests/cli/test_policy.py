"""The matrix as a document: what is committed is what the data says, in every form the same."""

import csv
import io
from pathlib import Path

from api.cli.policy import document
from domain.access.reading import load_policy
from tests.cli.conftest import Shian

PAGE = Path(__file__).parents[2] / "docs" / "权限矩阵.md"


def test_the_committed_matrix_is_what_the_data_says() -> None:
    drawn = document(load_policy())
    again = "run: shian policy show --format markdown > docs/权限矩阵.md"
    assert PAGE.read_text(encoding="utf-8") == drawn, again


def test_every_form_tells_the_same_of_the_audit(shian: Shian) -> None:
    rows = list(csv.DictReader(io.StringIO(shian("policy", "show", "--format", "csv").out)))
    audit = next(row for row in rows if row["代码"] == "audit.read")
    assert [name for name, cell in audit.items() if cell == "●"] == ["审计管理员", "本机操作员"]
    plain = shian("policy", "show", "--format", "json").json
    assert next(one for one in plain["actions"] if one["action"] == "audit.read")["roles"] == [
        "auditor",
        "local-operator",
    ]
    assert "audit.read  查看和核验审计日志：审计管理员、本机操作员\n" in shian("policy", "show").out
    assert len(rows) == len(plain["actions"])
