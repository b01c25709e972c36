"""Signing in on real databases: passwords, second factors, delays, sessions, tokens."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pyotp
import pytest
from sqlalchemy import Engine, select, text

from domain.access.account_errors import (
    AccountsInUse,
)
from domain.access.actor import Grant
from domain.access.errors import (
    CodeWrong,
    CredentialsWrong,
    PasswordUnfit,
    PasswordWrong,
    ScopeUnknown,
    SecondFactorInPlace,
    SecondFactorMissing,
    SecondFactorNotAsked,
    SessionEnded,
    SessionNotFound,
    SignInDelayed,
    TicketRefused,
    TokenExpiryUnfit,
    TokenNotFound,
    TokenRefused,
)
from domain.access.sessions import PAIR, STRANGERS
from domain.errors import ShianError
from sampling.access.accounts import get_account, grant, revoke, take_step
from sampling.access.factors import begin_factor, confirm_factor, reset_factor, use_code
from sampling.access.passwords import (
    accept_first,
    accept_ticket,
    change_own_password,
    issue_first_ticket,
    issue_ticket,
    set_password_policy,
)
from sampling.access.safe import HashCost, Safe
from sampling.access.sessions import (
    end_session,
    end_token,
    find_session,
    find_token,
    list_sessions,
    list_tokens,
    make_token,
)
from sampling.access.signing_in import Opened, Origin, sign_out, verify_session
from sampling.access.throttling import forget_old_failures
from sampling.audit import verify_audit
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.store.engine import reading, transaction
from sampling.store.schema import metadata
from tests.factories.access import MANAGER, NOON, OFFICE, PASSWORD, RULES, At, a_safe, an_account, signed_in

LIMITS = RULES.limits
SECOND = timedelta(seconds=1)
AUDITOR = Grant(role="auditor")


@pytest.fixture
def safe() -> Safe:
    return a_safe()


def enrolled(engine: Engine, safe: Safe) -> tuple[pyotp.TOTP, list[str]]:
    with reading(engine) as view:
        account = get_account(view, "zhangsan")
    with At(engine) as op:
        secret, address = begin_factor(op, safe, account)
    assert secret in address
    totp = pyotp.TOTP(secret)
    with At(engine) as op:
        return totp, confirm_factor(op, safe, account, totp.at(NOON))


def commands(engine: Engine) -> list[str]:
    with reading(engine) as view:
        return [row[0] for row in view.execute(text("SELECT command FROM audit_entries ORDER BY id"))]


def test_the_first_administrator_comes_by_a_link_that_is_good_once_and_for_a_day(
    engine: Engine, safe: Safe
) -> None:
    with At(engine) as op:
        old = issue_first_ticket(op, safe)
    with At(engine) as op:
        ticket = issue_first_ticket(op, safe)

    def accept(given: str, at: datetime, password: str = PASSWORD) -> None:
        with At(engine, at=at) as op:
            account = accept_first(op, safe, given, login="anquan", name="合成数据安", password=password)
        assert [held.role for held in account.grants] == ["security-administrator"]

    for given, at in ((old, NOON), ("x", NOON), (ticket, NOON + timedelta(days=1))):
        with pytest.raises(TicketRefused):
            accept(given, at)
    with pytest.raises(PasswordUnfit):
        accept(ticket, NOON, "123456")
    accept(ticket, NOON)
    with pytest.raises(AccountsInUse):
        accept(ticket, NOON)
    with pytest.raises(AccountsInUse), At(engine) as op:
        issue_first_ticket(op, safe)
    assert signed_in(engine, safe, login="anquan").stage == "enrol"


def test_a_session_holds_while_it_is_used_and_ends_when_idle_or_signed_out(
    engine: Engine, safe: Safe
) -> None:
    an_account(engine, safe)
    opened = signed_in(engine, safe)
    at = NOON
    for _ in range(3):
        at += LIMITS.idle - SECOND
        assert find_session(engine, opened.token, LIMITS, at).stage == "full"
    with pytest.raises(SessionEnded):
        find_session(engine, opened.token, LIMITS, at + LIMITS.idle)
    with pytest.raises(SessionEnded):
        find_session(engine, "x", LIMITS, NOON)
    session = find_session(engine, opened.token, LIMITS, at)
    sign_out(engine, session.account, session.number, at)
    with pytest.raises(SessionEnded):
        find_session(engine, opened.token, LIMITS, at)


def test_what_is_stored_is_no_token_and_no_password(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    totp, codes = enrolled(engine, safe)
    opened = signed_in(engine, safe, code=codes[0])
    with At(engine) as op:
        _, token, _ = make_token(op, safe, opened.account, label="报送", scopes=["*"], days=1)
    with reading(engine) as view:
        for table in (
            "accounts",
            "sign_ins",
            "api_tokens",
            "account_factors",
            "recovery_codes",
            "audit_changes",
        ):
            stored = str(view.execute(text(f"SELECT * FROM {table}")).all())
            for secret in (PASSWORD, opened.token, token, totp.secret, codes[1]):
                assert secret not in stored, table
    assert safe.is_password(safe.hash_password("a"), "a")
    assert (
        Safe(lambda: safe.keyring, safe.random)
        .hash_password("a")
        .startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    )


def test_unknown_names_wrong_passwords_and_accounts_that_may_not_sign_in_get_the_same_answer(
    engine: Engine, safe: Safe
) -> None:
    an_account(engine, safe, "zhangsan")
    an_account(engine, safe, "lisi")
    with At(engine, MANAGER) as op:
        take_step(op, "lisi", "disable")
    answers: list[ShianError] = []
    for login, password in (("nobody", PASSWORD), ("zhangsan", "wrong"), ("lisi", PASSWORD)):
        with pytest.raises(CredentialsWrong) as raised:
            signed_in(engine, safe, login=login, password=password)
        answers.append(raised.value)
    assert len({(one.code, one.message, str(one.details)) for one in answers}) == 1
    assert commands(engine).count("account.sign-in-failed") == 3
    with reading(engine) as view:
        assert "nobody" not in str(view.execute(text("SELECT summary, details FROM audit_entries")).all())


def test_guessing_from_one_place_is_delayed_there_and_nowhere_else(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    home = Origin("198.51.100.9", "")
    signed_in(engine, safe, origin=home)
    for _ in range(PAIR.free):
        with pytest.raises(CredentialsWrong):
            signed_in(engine, safe, password="wrong")
    with pytest.raises(SignInDelayed) as raised:
        signed_in(engine, safe)
    assert raised.value.details["retry_after"] == 30
    # Another worker on the same database knows as well; the right password from elsewhere is let in.
    assert signed_in(engine, a_safe(), origin=home).stage == "full"
    assert signed_in(engine, safe, at=NOON + timedelta(seconds=30)).stage == "full"


def test_a_password_typed_as_the_name_gets_to_no_table(engine: Engine, safe: Safe) -> None:
    for typed in ("My Secret 口令 1!", "a\0b", "Zhangsan", "x" * 64):
        with pytest.raises(CredentialsWrong):
            signed_in(engine, safe, login=typed, password="wrong")
    with reading(engine) as view:
        kept = "".join(str(view.execute(select(table)).all()) for table in metadata.sorted_tables)
    assert "Secret" not in kept
    assert "Zhangsan" not in kept
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe, login="noname at all", password="wrong")
    with pytest.raises(SignInDelayed):
        signed_in(engine, safe, login="Another Name", password="wrong")


def test_names_that_nobody_has_are_forgotten_after_a_day(engine: Engine, safe: Safe) -> None:
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe, login="nobody", password="wrong")
    day = timedelta(hours=24)
    assert forget_old_failures(engine, NOON + day) == 0
    assert forget_old_failures(engine, NOON + day + timedelta(seconds=1)) == 3


def test_a_clock_that_was_set_back_makes_nobody_wait_longer_than_the_longest_wait(
    engine: Engine, safe: Safe
) -> None:
    an_account(engine, safe)
    for _ in range(PAIR.free):
        with pytest.raises(CredentialsWrong):
            signed_in(engine, safe, password="wrong", at=NOON + timedelta(days=365))
    assert signed_in(engine, safe).stage == "full"


def test_changing_addresses_within_ones_own_network_is_no_way_around_waiting(
    engine: Engine, safe: Safe
) -> None:
    an_account(engine, safe)
    for number in range(PAIR.free):
        with pytest.raises(CredentialsWrong):
            signed_in(engine, safe, password="wrong", origin=Origin(f"2001:db8::{number}", ""))
    with pytest.raises(SignInDelayed):
        signed_in(engine, safe, origin=Origin("2001:db8::ffff:1", ""))
    assert signed_in(engine, safe, origin=Origin("2001:db8:0:1::1", "")).stage == "full"


def test_guessing_from_everywhere_does_not_lock_out_who_comes_from_where_they_always_come(
    engine: Engine, safe: Safe
) -> None:
    an_account(engine, safe)
    signed_in(engine, safe)
    for number in range(STRANGERS.free):
        with pytest.raises(CredentialsWrong):
            signed_in(engine, safe, password="wrong", origin=Origin(f"192.0.2.{number}", ""))
    with pytest.raises(SignInDelayed):
        signed_in(engine, safe, origin=Origin("192.0.2.200", ""))
    assert signed_in(engine, safe).stage == "full"
    assert signed_in(engine, safe, origin=Origin("192.0.2.200", "")).stage == "full"


def test_a_code_is_accepted_once_and_a_recovery_code_once(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    totp, codes = enrolled(engine, safe)
    assert len(set(codes)) == 10
    assert {len(one.replace("-", "")) for one in codes} == {26}  # 128 bits, five a sign
    with pytest.raises(SecondFactorMissing):
        signed_in(engine, safe)
    later = NOON + timedelta(seconds=30)
    code = totp.at(later)
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe, code=totp.at(NOON))  # used to confirm
    assert signed_in(engine, safe, code=code, at=later).stage == "full"
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe, code=code, at=later)
    assert signed_in(engine, safe, code=codes[0].upper(), at=later).stage == "full"
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe, code=codes[0], at=later)
    with reading(engine) as view:
        account = get_account(view, "zhangsan")
    with pytest.raises(SecondFactorInPlace), At(engine) as op:
        begin_factor(op, safe, account)


def test_who_lost_a_device_sets_up_a_new_one(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe, grants=(AUDITOR,))
    _, codes = enrolled(engine, safe)
    with At(engine, MANAGER) as op:
        reset_factor(op, "zhangsan")
    opened = signed_in(engine, safe)
    assert opened.stage == "enrol"
    with transaction(engine) as connection:
        assert not use_code(connection, safe, "zhangsan", codes[0], NOON)


def test_after_the_provider_a_second_factor_is_still_to_be_given(engine: Engine, safe: Safe) -> None:
    account = an_account(engine, safe)
    totp, _ = enrolled(engine, safe)
    opened: Opened = signed_in(
        engine, safe, code=totp.at(NOON + timedelta(seconds=30)), at=NOON + 30 * SECOND
    )
    number = find_session(engine, opened.token, LIMITS, NOON + 30 * SECOND).number
    with transaction(engine) as connection:
        connection.execute(text("UPDATE sign_ins SET stage = 'verify'"))
    later = NOON + timedelta(minutes=2)
    with pytest.raises(CodeWrong):
        verify_session(
            engine, safe, OFFICE, account=account, session=number, stage="verify", code="000000", at=later
        )
    code = totp.at(later)
    for stage in ("full", "enrol", "password"):
        with pytest.raises(SecondFactorNotAsked):
            verify_session(
                engine, safe, OFFICE, account=account, session=number, stage=stage, code=code, at=later
            )
    verify_session(engine, safe, OFFICE, account=account, session=number, stage="verify", code=code, at=later)
    assert find_session(engine, opened.token, LIMITS, later).stage == "full"


@pytest.mark.parametrize("what", ["lock", "disable", "grant", "reset"])
def test_sessions_end_at_once_when_an_account_changes(engine: Engine, safe: Safe, what: str) -> None:
    an_account(engine, safe)
    opened = signed_in(engine, safe)
    with At(engine, MANAGER) as op:
        if what == "grant":
            grant(op, "zhangsan", AUDITOR)
        elif what == "reset":
            issue_ticket(op, safe, "zhangsan")
        else:
            take_step(op, "zhangsan", "lock" if what == "lock" else "disable")
    with pytest.raises(SessionEnded):
        find_session(engine, opened.token, LIMITS, NOON)
    with reading(engine) as view:
        assert verify_audit(view).breach is None


def test_changing_a_password_ends_all_other_sessions(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    mine, other = signed_in(engine, safe), signed_in(engine, safe)
    number = find_session(engine, mine.token, LIMITS, NOON).number

    def change(present: str, password: str) -> None:
        with At(engine) as op:
            change_own_password(op, safe, "zhangsan", present=present, password=password, session=number)

    with pytest.raises(PasswordWrong):
        change("wrong", "another long sentence")
    with pytest.raises(PasswordUnfit):
        change(PASSWORD, PASSWORD)
    change(PASSWORD, "another long sentence")
    assert find_session(engine, mine.token, LIMITS, NOON).number == number
    with pytest.raises(SessionEnded):
        find_session(engine, other.token, LIMITS, NOON)
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe)
    assert signed_in(engine, safe, password="another long sentence").stage == "full"


def test_a_link_to_set_a_password_is_good_once(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    with At(engine, MANAGER) as op:
        ticket = issue_ticket(op, safe, "zhangsan")
    with pytest.raises(CredentialsWrong):
        signed_in(engine, safe)
    with At(engine) as op:
        accept_ticket(op, safe, ticket, "another long sentence")
    with pytest.raises(TicketRefused), At(engine) as op:
        accept_ticket(op, safe, ticket, PASSWORD)


def test_passwords_run_out_under_the_rules_that_say_so(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    with At(engine) as op:
        set_password_policy(op, "dengbao", "等级保护三级测评要求")
    later = NOON + timedelta(days=90)
    assert signed_in(engine, safe, at=later - SECOND).stage == "full"
    assert signed_in(engine, safe, at=later).stage == "password"


def test_hashes_follow_the_installations_parameters_at_the_next_sign_in(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    stronger = Safe(lambda: safe.keyring, safe.random, HashCost(memory_kib=16, passes=1))
    signed_in(engine, stronger)
    with reading(engine) as view:
        assert "m=16," in view.execute(text("SELECT password_hash FROM accounts")).scalar_one()
    assert signed_in(engine, stronger).stage == "full"


def test_one_sees_and_ends_ones_own_sessions(engine: Engine, safe: Safe) -> None:
    account = an_account(engine, safe)
    other = an_account(engine, safe, "lisi")
    first, second = signed_in(engine, safe), signed_in(engine, safe)
    numbers = [find_session(engine, one.token, LIMITS, NOON).number for one in (first, second)]
    with reading(engine) as view:
        rows, following = list_sessions(view, "zhangsan", LIMITS, NOON, limit=1)
        assert ([row["id"] for row in rows], following) == (numbers[:1], numbers[0])
        assert list_sessions(view, "zhangsan", LIMITS, NOON + LIMITS.idle)[0] == []
    with pytest.raises(SessionNotFound):
        end_session(engine, other, numbers[1], NOON)
    end_session(engine, account, numbers[1], NOON)
    with pytest.raises(SessionEnded):
        find_session(engine, second.token, LIMITS, NOON)


def test_signing_in_ends_the_session_that_the_browser_had_and_no_other(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    an_account(engine, safe, "lisi")
    elsewhere, first = signed_in(engine, safe), signed_in(engine, safe)
    again = replace(OFFICE, present=first.token)
    second = signed_in(engine, safe, login="lisi", origin=again)
    with pytest.raises(SessionEnded):
        find_session(engine, first.token, LIMITS, NOON)
    for one in (elsewhere, second):
        assert find_session(engine, one.token, LIMITS, NOON).stage == "full"
    assert signed_in(engine, safe, origin=replace(OFFICE, present="x" * 43)).token


def test_a_token_works_until_it_expires_or_is_revoked_or_its_account_is_disabled(
    engine: Engine, safe: Safe
) -> None:
    account = an_account(engine, safe)

    def made() -> tuple[int, str]:
        with At(engine) as op:
            number, token, _ = make_token(op, safe, account, label="报送", scopes=["sheet.*"], days=30)
        return number, token

    number, token = made()
    assert find_token(engine, token, NOON) == (account, frozenset({"sheet.*"}))
    for at, given in (
        (NOON + timedelta(days=30), token),
        (NOON, token + "x"),
        (NOON, "shian_a"),
        (NOON, "x"),
    ):
        with pytest.raises(TokenRefused):
            find_token(engine, given, at)
    with reading(engine) as view:
        (row,), _ = list_tokens(view, "zhangsan")
    assert row["used_at"] is not None
    with pytest.raises(TokenExpiryUnfit), At(engine) as op:
        make_token(op, safe, account, label="报送", scopes=["*"], days=366)
    for scope in ("sheets.read", "nonsense.*", "sheet.read "):
        with pytest.raises(ScopeUnknown), At(engine) as op:
            make_token(op, safe, account, label="报送", scopes=["sheet.read", scope], days=1)
    with At(engine) as op:
        end_token(op, account, number)
    with pytest.raises(TokenNotFound), At(engine) as op:
        end_token(op, account, number)
    _, another = made()
    with At(engine, MANAGER) as op:
        take_step(op, "zhangsan", "disable")
        take_step(op, "zhangsan", "enable")
    for dead in (token, another):
        with pytest.raises(TokenRefused):
            find_token(engine, dead, NOON)


def test_the_first_use_of_a_token_on_a_day_is_told(engine: Engine, safe: Safe) -> None:
    account = an_account(engine, safe)
    with At(engine) as op:
        _, token, _ = make_token(op, safe, account, label="合成数据", scopes=["*"], days=30)
    midnight = datetime.combine(NOON.date(), time(), UTC) + timedelta(days=1)
    for at in (NOON, NOON + timedelta(hours=1), midnight - timedelta(seconds=1), midnight):
        find_token(engine, token, at, {"address": OFFICE.address})
    with reading(engine) as view:
        rows, _ = list_entries(view, AuditQuestion(command="account.token-use"), UTC, before=None, limit=9)
    assert [row["at"][:10] for row in rows] == [str(midnight.date()), str(NOON.date())]
    assert OFFICE.address in rows[0]["details"]


def test_a_role_taken_back_stays_told(engine: Engine, safe: Safe) -> None:
    an_account(engine, safe)
    with At(engine, MANAGER) as op:
        grant(op, "zhangsan", AUDITOR)
    with At(engine, MANAGER) as op:
        assert revoke(op, "zhangsan", AUDITOR).grants == ()
    with reading(engine) as view:
        row = view.execute(text("SELECT granted_by, revoked_by, revoked_at FROM account_grants")).one()
    assert row[:2] == (MANAGER.name, MANAGER.name)
    assert row[2] is not None
