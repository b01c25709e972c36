"""Three administrations, three people; states of an account."""

from typing import Annotated

import msgspec
import pytest

from domain.access.account_errors import (
    AccountStateUnfit,
    AdministrationNotYours,
    DutiesNotSeparated,
    GrantReachUnfit,
    OwnAccount,
    RoleNotGrantable,
)
from domain.access.accounts import (
    ADMINISTRATIONS,
    Account,
    check_administration,
    check_grants,
    check_others,
    is_login_name,
    stepped,
)
from domain.access.actor import Actor, Grant, Role, local_actor
from domain.work.fields import line
from tests.factories.access import NOON

ADMIN_ROLES: list[Role] = sorted(ADMINISTRATIONS)


@pytest.mark.parametrize("role", ADMIN_ROLES)
def test_nobody_holds_an_administration_beside_anything_else(role: Role) -> None:
    alone = Grant(role=role)
    check_grants([alone])
    others = [Grant(role=other) for other in ADMIN_ROLES if other != role]
    for other in (*others, Grant(role="inspector", area="320400")):
        with pytest.raises(DutiesNotSeparated):
            check_grants([alone, other])


def test_business_roles_are_bound_to_a_place_and_administrations_to_none() -> None:
    check_grants([Grant(role="inspector", area="320400"), Grant(role="approver", organisation="A01")])
    with pytest.raises(GrantReachUnfit):
        check_grants([Grant(role="inspector")])
    with pytest.raises(GrantReachUnfit):
        check_grants([Grant(role="auditor", area="320400")])


@pytest.mark.parametrize(
    "grant",
    [Grant(role="laboratory-entry", area="320412"), Grant(role="district-office", organisation="A12")],
)
def test_a_grant_that_reaches_nothing_is_refused_and_says_what_is_lacking(grant: Grant) -> None:
    with pytest.raises(GrantReachUnfit, match=r"须填写(机构|辖区)$"):
        check_grants([grant])


def test_a_line_feed_at_the_end_is_part_of_a_name() -> None:
    for given in ("zhangsan\n", "zhangsan"):
        assert is_login_name(given) == (given == given.strip())
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("合成数据\n", Annotated[str, line("姓名")])


def test_the_machines_own_role_cannot_be_granted() -> None:
    with pytest.raises(RoleNotGrantable):
        check_grants([Grant(role="local-operator")])


def test_accounts_are_the_security_administrators_and_settings_the_system_administrators() -> None:
    def holder(role: Role) -> Actor:
        return Actor(name="甲（jia）", grants=(Grant(role=role),), account="jia", channel="session")

    for action, owner in (
        ("accounts.manage", "security-administrator"),
        ("accounts.grant", "security-administrator"),
        ("settings.manage", "system-administrator"),
    ):
        check_administration(local_actor("本机"), action)
        for role in ADMIN_ROLES:
            if role == owner:
                check_administration(holder(role), action)
            else:
                with pytest.raises(AdministrationNotYours):
                    check_administration(holder(role), action)
    with pytest.raises(OwnAccount):
        check_others(holder("security-administrator"), "jia")


def test_a_disabled_account_comes_back_only_by_setting_a_new_password() -> None:
    account = Account(login="jia", name="合成数据甲", state="active", created_at=NOON)
    disabled = stepped(account, "disable")
    assert stepped(disabled, "enable").state == "invited"
    assert stepped(stepped(account, "lock"), "unlock").state == "active"
    with pytest.raises(AccountStateUnfit):
        stepped(disabled, "unlock")
