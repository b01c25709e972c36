"""The policy decides as its files say, and lists reach exactly what single records permit."""

from itertools import product
from pathlib import Path

import pytest

from domain.access.actor import Actor, Grant, local_actor
from domain.access.policy import Whereabouts, lineage
from domain.access.reading import SHIPPED, load_policy
from domain.errors import CatalogueInvalid
from domain.work.reading import ROLES
from tests.access import matrix

POLICY = load_policy()
# Where a record can lie, seen from a grant on district 401 and organisation A.
PLACES = [[], ["4011"], ["4012"], ["40"], ["90"], ["402", "4011"]]
OWNERS = [[], ["B"], ["A", "B"]]


def an_actor(*grants: Grant, scopes: frozenset[str] | None = None) -> Actor:
    return Actor(name="测试人员", grants=grants, scopes=scopes)


def a_place(areas: list[str], organisations: list[str]) -> Whereabouts:
    """Whereabouts as the store will tell them: areas with all above."""
    above = frozenset[str]().union(*(lineage(area, matrix.ABOVE) for area in areas))
    return Whereabouts(areas=above, organisations=frozenset(organisations))


def grants_of(role: str) -> list[Grant]:
    bounds = product([None, "40", "401"], [None, "A"])
    return [Grant(role=role, area=area, organisation=organisation) for area, organisation in bounds]  # type: ignore[arg-type]


def test_every_step_of_every_machine_is_an_action() -> None:
    assert set(POLICY.actions) == matrix.actions()


@pytest.mark.parametrize("role", list(POLICY.roles))
def test_every_action_on_every_record_is_decided_as_the_files_say(role: str) -> None:
    attempts, leaks = 0, []
    for grant, action, areas, owners in product(grants_of(role), POLICY.actions, PLACES, OWNERS):
        attempts += 1
        decided = POLICY.decide(an_actor(grant), action, a_place(areas, owners))
        if decided != matrix.expected(grant, action, areas, owners):
            leaks.append((grant, action, areas, owners, decided))
    print(f"{role}: {attempts} attempts, {len(leaks)} leaks")
    assert leaks == []


def test_a_list_holds_exactly_the_records_that_are_permitted_one_by_one() -> None:
    for role, action, areas, owners in product(POLICY.roles, POLICY.actions, PLACES, OWNERS):
        actor = an_actor(Grant(role=role, area="401", organisation="A"))  # type: ignore[arg-type]
        place = a_place(areas, owners)
        listed = POLICY.reach(actor, action).holds(place)
        assert listed == (POLICY.decide(actor, action, place) == "permit")


def test_what_may_be_read_and_not_done_is_forbidden_and_what_may_not_be_read_does_not_exist() -> None:
    district = an_actor(Grant(role="district-office", area="401"))
    assert POLICY.decide(district, "sheet.submit", a_place(["4011"], [])) == "forbid"
    assert POLICY.decide(district, "sheet.submit", a_place(["402"], [])) == "hidden"


def test_a_sheet_is_seen_where_it_was_sampled_and_where_its_producer_is() -> None:
    sheet = a_place(["4011", "402"], [])
    for district in ("401", "402"):
        inspector = an_actor(Grant(role="inspector", area=district))
        assert POLICY.decide(inspector, "sheet.read", sheet) == "permit"


def test_digits_of_a_code_do_not_open_an_area() -> None:
    inspector = an_actor(Grant(role="inspector", area="401"))
    assert POLICY.decide(inspector, "sheet.read", a_place(["4012"], [])) == "hidden"


def test_administrators_and_the_auditor_see_no_business_record() -> None:
    for role in ("system-administrator", "security-administrator", "auditor"):
        work = [code for code in POLICY.actions if POLICY.allows(role, code)]
        assert not [code for code in work if code.split(".")[0] in {one["code"] for one in matrix.MACHINES}]


def test_system_security_and_audit_administration_share_no_action() -> None:
    roles = ("system-administrator", "security-administrator", "auditor")
    for rule in POLICY.actions.values():
        assert rule.open or sum(POLICY.allows(role, rule.code) for role in roles) <= 1


def test_a_token_does_only_what_its_scopes_name() -> None:
    operator = local_actor("操作员").grants[0]
    reader = an_actor(operator, scopes=frozenset({"sheet.read", "case.*"}))
    allowed = {code for code in POLICY.actions if POLICY.decide(reader, code) == "permit"}
    assert allowed == {"sheet.read", *(code for code in POLICY.actions if code.startswith("case."))}


def test_scopes_give_nothing_that_the_roles_do_not() -> None:
    auditor = an_actor(Grant(role="auditor"), scopes=frozenset({"*"}))
    assert POLICY.decide(auditor, "sheet.read", a_place(["401"], [])) == "hidden"


def test_nobody_without_a_grant_reads_even_the_registers() -> None:
    assert all(POLICY.decide(an_actor(), code) == "forbid" for code in POLICY.actions)


def test_an_action_that_the_policy_does_not_know_is_permitted_to_nobody() -> None:
    assert POLICY.decide(local_actor("操作员"), "sheet.steal") == "forbid"
    assert POLICY.decide(local_actor("操作员"), "sheet.steal", a_place(["401"], [])) == "hidden"


def test_a_loop_in_the_areas_ends_the_climb() -> None:
    assert lineage("1", {"1": "2", "2": "1"}) == {"1", "2"}


def test_a_laboratory_reaches_nothing_by_an_area() -> None:
    laboratory = an_actor(Grant(role="laboratory-entry", area="40"))
    assert POLICY.reach(laboratory, "test.read").is_empty


def test_roles_have_one_name_in_the_policy_and_in_the_machines() -> None:
    named = {code: role.name for code, role in POLICY.roles.items()}
    assert {code: named[code] for code in ROLES if code != "system"} == {
        code: name for code, name in ROLES.items() if code != "system"
    }


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('code = "auditor"\nname = "审计管理员"\nreach = "moon"', "范围 moon 未知"),
        ("", "角色与程序不一致：auditor"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    shipped = SHIPPED.read_text(encoding="utf-8")
    auditor = '[[role]]\ncode = "auditor"\nname = "审计管理员"\nreach = "all"'
    assert auditor in shipped
    file = tmp_path / "policy.toml"
    file.write_text(shipped.replace(auditor, f"[[role]]\n{text}" if text else ""), encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=reason):
        load_policy(file)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('code = "sheet.read"\nname = "重复"\nroles = ["auditor"]', "操作 sheet.read 重复"),
        ('code = "moon.read"\nname = "看月亮"\nroles = ["astronaut"]', "角色未知：astronaut"),
        ('code = "moon.read"\nname = "看月亮"', "没有任何角色"),
        ('name = "无代码"', "不完整"),
    ],
)
def test_an_action_that_cannot_be_is_refused(tmp_path: Path, row: str, reason: str) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(f"{SHIPPED.read_text(encoding='utf-8')}\n[[action]]\n{row}\n", encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=reason):
        load_policy(file)
