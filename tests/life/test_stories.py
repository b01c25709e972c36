"""The five stories of the walkthrough, with the figures that must move and those that must not."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine

from api.desk import load_desk
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.indicators.compute import assess_on
from sampling.exchange.importing import import_exchange
from tests.api.conftest import Client, Serve, packages_folder, serve
from tests.api.stored import AT
from tests.factories.http import send
from tests.walkthrough.records import write_registers
from tests.walkthrough.stories import STORIES, Caller, Story, a_plan, register

__all__ = ["packages_folder", "serve"]

# Numerator/denominator of the measures a story moves, before it and after it, on each of its days.
MOVED: dict[str, list[dict[str, tuple[str, str]]]] = {
    "合格": [{}, {"06-1": ("0/7", "1/7"), "08": ("0/3", "1/3"), "09": ("0/1", "1/1")}],
    "不合格，两端处置完成": [
        {"06-1": ("0/7", "1/7"), "07": ("0/0", "0/0"), "08": ("0/3", "1/3"), "09": ("0/1", "1/1")},
        {"06-1": ("0/7", "1/7"), "07": ("0/0", "1/1"), "08": ("0/3", "1/3"), "09": ("0/1", "1/1")},
    ],
    "复检改判合格，任务撤销": [
        {"06-1": ("0/7", "1/7"), "17": ("0/0", "0/1")},
        {"06-1": ("0/7", "1/7"), "17": ("0/0", "1/1")},
    ],
    "异议逾期，不予受理": [
        {"06-1": ("0/7", "1/7"), "17": ("0/0", "0/1")},
        {"06-1": ("0/7", "1/7"), "07": ("0/0", "1/1"), "17": ("0/0", "0/1")},
    ],
    "批准延期后逾90日完成": [
        {"06-1": ("0/7", "1/7"), "08": ("0/3", "1/3"), "09": ("0/1", "1/1")},
        {"06-1": ("0/7", "1/7"), "07": ("0/0", "1/1"), "08": ("0/3", "1/3"), "09": ("0/1", "1/1")},
    ],
}


def figures(engine: Engine, as_of: date) -> dict[str, str]:
    """The city's figures."""
    values = assess_on(load_desk(engine).assessor(2023, as_of, area="320400")).values
    return {
        value.measure.code: f"{value.numerator:f}/{value.denominator:f}"
        for value in values
        if value.numerator is not None and value.denominator is not None
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_figures_move_as_the_definitions_say(
    story: Story, engine: Engine, serve: Serve, tmp_path: Path
) -> None:
    import_exchange(
        engine,
        write_registers(tmp_path / "registers"),
        catalogue=load_catalogue(),
        clocks=load_clocks(),
        actor="测试",
        at=AT,
    )
    client = serve(engine)
    call = caller(client)
    register(call)
    a_plan(call)
    before = [figures(engine, as_of) for as_of in story.as_of]
    story.tell(call)
    after = [figures(engine, as_of) for as_of in story.as_of]
    moved = [
        {code: (old.get(code, "无"), new[code]) for code in new if old.get(code) != new[code]}
        for old, new in zip(before, after, strict=True)
    ]
    expected = [
        {code: pair for code, pair in one.items() if pair[0] != pair[1]} for one in MOVED[story.title]
    ]
    assert moved == expected


def caller(client: Client) -> Caller:
    """Posts through the test client, as whoever is named."""

    def post(path: str, body: dict[str, Any], actor: str) -> dict[str, Any]:
        if path.startswith("GET "):
            answer = client.get(f"/api/v1{path[4:]}", headers={"X-Actor": quote(actor)})
        else:
            answer = send(client, path, body, actor=actor)
        assert answer.is_success, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    return Caller(post)


def test_progress_of_the_plan_tells_what_the_stories_did(
    sqlite_engine: Engine, serve: Serve, tmp_path: Path
) -> None:
    import_exchange(
        sqlite_engine,
        write_registers(tmp_path / "registers"),
        catalogue=load_catalogue(),
        clocks=load_clocks(),
        actor="测试",
        at=AT,
    )
    client = serve(sqlite_engine)
    call = caller(client)
    register(call)
    a_plan(call)
    for story in STORIES:
        story.tell(call)
    asked = {"year": 2023, "as_of": "2023-12-31"}
    told = client.get("/api/v1/plan-progress", params=asked).json()
    row = next(one for one in told["rows"] if one["plan_no"] == "JH2023W-001")
    counted = {"planned": 5, "sampled": 5, "reported": 5, "qualified": 2, "unqualified": 3}
    assert {name: row[name] for name in counted} == counted
    area = next(one for one in told["areas"] if one["area_code"] == "320412")
    march = next(one for one in told["months"] if one["month"] == 3)
    assert (area["sampled"], area["qualified"], march["sampled"]) == (5, 2, 5)
