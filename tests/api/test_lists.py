"""Lists: pages, cursors, filters, single records."""

import random
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, delete

from sampling.store.engine import transaction
from sampling.store.schema.samples import sheets
from tests.api.conftest import Client
from tests.api.stored import a_sheet, an_enterprise, an_item, store

SHEETS = "/api/v1/sheets"


def walk(client: Client, path: str, between: Callable[[], None] = lambda: None, **query: Any) -> list[Any]:
    """All items of a list, page after page; `between` runs after each page."""
    found: list[Any] = []
    cursor: str | None = None
    while True:
        answer = client.get(path, params=query | ({"cursor": cursor} if cursor else {}))
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found
        between()


def keys(items: list[Any], key: str = "sheet_no") -> list[str]:
    return [item[key] for item in items]


@pytest.mark.parametrize("seed", range(4))
def test_pages_neither_lose_nor_repeat_a_sheet_while_others_come_and_go(
    client: Client, city: Engine, seed: int
) -> None:
    dice = random.Random(seed)
    numbers = dice.sample(range(10_000), 60)
    steady = {f"S{number:05}" for number in numbers[:40]}
    passing = [f"S{number:05}" for number in numbers[40:]]
    store(city, "sheets", *(a_sheet(number) for number in steady | set(passing[:10])))
    leaving, coming = passing[:10], passing[10:]

    def others_come_and_go() -> None:
        with transaction(city) as connection:
            if leaving:
                connection.execute(delete(sheets).where(sheets.c.sheet_no == leaving.pop()))
        if coming:
            store(city, "sheets", a_sheet(coming.pop()))

    seen = keys(walk(client, SHEETS, others_come_and_go, limit=dice.randint(1, 9)))
    assert len(seen) == len(set(seen))
    assert steady <= set(seen)


def test_last_page_that_is_exactly_full_has_no_cursor(client: Client, city: Engine) -> None:
    store(city, "sheets", a_sheet("S1"), a_sheet("S2"))
    answer = client.get(SHEETS, params={"limit": 2}).json()
    assert keys(answer["items"]) == ["S1", "S2"]
    assert answer["next_cursor"] is None


def test_page_holds_fifty_unless_asked(client: Client, city: Engine) -> None:
    store(city, "sheets", *(a_sheet(f"S{number:03}") for number in range(60)))
    assert len(client.get(SHEETS).json()["items"]) == 50
    assert len(client.get(SHEETS, params={"limit": 500}).json()["items"]) == 60


@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "1e3", "", "null", "9" * 30, "9" * 5000])
def test_limit_outside_its_bounds_is_refused(client: Client, limit: str) -> None:
    answer = client.get(SHEETS, params={"limit": limit})
    assert answer.status_code == 400
    assert answer.json()["details"]["errors"][0]["parameter"] == "limit"


def test_cursor_belongs_to_its_list_and_filters(client: Client, city: Engine) -> None:
    store(city, "sheets", *(a_sheet(f"S{number}") for number in range(5)))
    cursor = client.get(SHEETS, params={"limit": 2, "area": "320412"}).json()["next_cursor"]
    assert client.get(SHEETS, params={"area": "320412", "cursor": cursor, "limit": 4}).status_code == 200
    for path, query in (
        (SHEETS, {}),
        (SHEETS, {"area": "320400"}),
        (SHEETS, {"area": "320412", "level": "县抽"}),
        ("/api/v1/disposals", {"area": "320412"}),
        ("/api/v1/packages", {}),
    ):
        answer = client.get(path, params=query | {"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


@pytest.mark.parametrize(
    "damage",
    [
        lambda cursor: cursor[:-1],
        lambda cursor: cursor[1:],
        lambda cursor: cursor + "A",
        lambda cursor: cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        lambda _: "游标",
        lambda _: "AAAA",
        lambda _: "!!!!",
        lambda _: "A" * 1000,
    ],
)
def test_damaged_cursor_is_refused(client: Client, city: Engine, damage: Callable[[str], str]) -> None:
    store(city, "sheets", a_sheet("S1"), a_sheet("S2"))
    cursor = client.get(SHEETS, params={"limit": 1}).json()["next_cursor"]
    answer = client.get(SHEETS, params={"cursor": damage(cursor)})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor-invalid")


def test_area_filter_follows_parents_and_not_the_digits_of_codes(client: Client, city: Engine) -> None:
    store(
        city,
        "sheets",
        a_sheet("S1", area_code="320412001"),
        a_sheet("S2", area_code="320412601"),
        a_sheet("S3", area_code="320400"),
    )
    assert keys(walk(client, SHEETS, area="320412")) == ["S1"]
    assert keys(walk(client, SHEETS, area="320491")) == ["S2"]
    assert keys(walk(client, SHEETS, area="320400")) == ["S1", "S2", "S3"]


def test_area_filter_ends_where_parents_run_in_a_circle(client: Client, city: Engine) -> None:
    with transaction(city) as connection:
        connection.exec_driver_sql("UPDATE areas SET parent_code = '320412001' WHERE code = '320400'")
    found = keys(walk(client, "/api/v1/areas", area="320412"), "code")
    assert sorted(found) == ["320400", "320411", "320412", "320412001", "320412601", "320491"]


def test_unknown_area_is_not_an_empty_list(client: Client) -> None:
    answer = client.get(SHEETS, params={"area": "999999"})
    assert (answer.status_code, answer.json()["code"]) == (404, "area-not-found")


def test_sheets_are_filtered_by_state_day_kind_and_words(client: Client, city: Engine) -> None:
    store(
        city,
        "sheets",
        a_sheet("S1", sampled_on=date(2023, 1, 1), reported_on=date(2023, 1, 31)),
        a_sheet("S2", sampled_on=date(2023, 12, 31), state="作废", reported_on=None),
        a_sheet("S3", sampled_on=date(2024, 1, 1), task_kind="风险监测", reported_on=date(2024, 2, 1)),
        a_sheet("S4", sample_name="100%果汁", unit_name="A_b店", producer_name="Foo 食品厂"),
    )
    asked: list[tuple[dict[str, Any], list[str]]] = [
        ({"year": 2023}, ["S1", "S2", "S4"]),
        ({"state": "作废"}, ["S2"]),
        ({"task_kind": "风险监测"}, ["S3"]),
        ({"sampled_from": "2023-12-31", "sampled_to": "2024-01-01"}, ["S2", "S3"]),
        ({"reported_from": "2023-02-01"}, ["S3", "S4"]),
        ({"reported_to": "2023-01-31"}, ["S1"]),
        ({"sample": "0%果"}, ["S4"]),
        ({"sample": "1%"}, []),
        ({"unit": "A_"}, ["S4"]),
        ({"unit": "_"}, ["S4"]),
        ({"producer": "foo"}, ["S4"]),
        ({"state": "有效", "year": 2024}, ["S3"]),
    ]
    for query, expected in asked:
        assert keys(walk(client, SHEETS, **query)) == expected, query


def test_sheet_comes_with_its_items_in_order_and_its_reviews(client: Client, city: Engine) -> None:
    store(city, "sheets", a_sheet("S1"), a_sheet("S2"))
    store(city, "items", an_item("S1", 1, "甲"), an_item("S1", 0, "乙", "不合格项"), an_item("S2", 0, "丙"))
    review = {"sheet_no": "S1", "kind": "复检", "applied_on": date(2023, 6, 1), "acceptance": "受理"}
    store(city, "reviews", review)
    first, second = walk(client, SHEETS)
    assert keys(first["items"], "item_name") == ["乙", "甲"]
    assert keys(second["items"], "item_name") == ["丙"]
    assert first["reviews"] == [
        {
            "kind": "复检",
            "applied_on": "2023-06-01",
            "acceptance": "受理",
            "concluded_on": None,
            "conclusion": None,
        }
    ]
    assert first["samplers"] == ["张三", "李四"]
    assert client.get(f"{SHEETS}/S1").json() == first


def test_enterprises_are_filtered_by_whole_tags_and_by_the_day_they_were_active(
    client: Client, city: Engine
) -> None:
    store(
        city,
        "enterprises",
        an_enterprise("E1", tags="乳制品;酒类"),
        an_enterprise("E2", tags="酒类", closed_on=date(2023, 6, 1)),
        an_enterprise("E3", founded_on=date(2023, 6, 1)),
    )
    path = "/api/v1/enterprises"
    assert keys(walk(client, path, tag="酒类"), "credit_code") == ["E1", "E2"]
    assert keys(walk(client, path, tag="乳制品"), "credit_code") == ["E1"]
    assert keys(walk(client, path, active_on="2023-05-31"), "credit_code") == ["E1", "E2"]
    assert keys(walk(client, path, active_on="2023-06-01"), "credit_code") == ["E1", "E3"]
    assert client.get(f"{path}/E1").json()["tags"] == ["乳制品", "酒类"]


def test_plan_progress_counts_no_more_than_was_planned(client: Client, city: Engine) -> None:
    plan = {"plan_no": "P1", "year": 2023, "kind": "监督抽检", "level": "县抽", "area_code": "320412"}
    store(city, "plans", plan | {"category": "糕点", "stage": None, "batches": 1})
    store(city, "sheets", a_sheet("S1", plan_no="P1"), a_sheet("S2", plan_no="P1"))
    path = "/api/v1/plans"
    assert walk(client, path, year=2023)[0]["progress"] is None
    progress = {"as_of": "2023-12-31", "planned": 1, "counted": 2, "completed": 1}
    assert walk(client, path, year=2023, as_of="2023-12-31")[0]["progress"] == progress
    assert client.get(f"{path}/P1", params={"as_of": "2023-12-31"}).json()["progress"] == progress
    before = client.get(f"{path}/P1", params={"as_of": "2023-05-19"}).json()["progress"]
    assert (before["counted"], before["completed"]) == (0, 0)
    answer = client.get(path, params={"as_of": "2023-12-31"})
    assert answer.status_code == 400
    assert "year" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path",
    ["areas/9", "enterprises/9", "plans/9", "sheets/抽样", "disposals/9", "packages/9", "catalogue/99"],
)
def test_missing_record_is_a_404_that_names_it(client: Client, path: str) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert path.split("/")[1] in answer.json()["detail"]
