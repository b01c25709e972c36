"""The machines as a document: what is committed is what the data says."""

from pathlib import Path

from api.cli.machines import document
from sampling.work.kinds import KINDS
from tests.cli.conftest import Shian

PAGE = Path(__file__).parents[2] / "docs" / "状态机.md"


def test_the_committed_page_is_what_the_data_says() -> None:
    drawn = document([kind.machine for kind in KINDS.values()])
    assert PAGE.read_text(encoding="utf-8") == drawn, "run: shian machines > docs/状态机.md"


def test_every_machine_of_the_data_is_a_kind_that_is_worked_on() -> None:
    files = {file.stem for file in (PAGE.parents[1] / "domain" / "machines").glob("*.toml")}
    assert files == set(KINDS)


def test_programs_get_the_machines_as_json(shian: Shian) -> None:
    found = {machine["code"]: machine for machine in shian("machines", "--format", "json").json}
    assert set(found) == set(KINDS)
    verify = next(one for one in found["test"]["transitions"] if one["command"] == "verify")
    assert verify["not_by"] == ["enter"]
