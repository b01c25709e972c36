"""Migrations on both databases: up, down and up again, with rows in every table."""

import json
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, select, text

from api.migrations import alembic_config
from sampling.store.engine import make_engine, transaction
from sampling.store.schema import metadata
from tests.databases.contents import insert_examples, insert_values

DIGEST = "0" * 64
MOMENT = "2024-01-01T00:00:00.000000+00:00"
Contents = dict[str, list[tuple[Any, ...]]]
# Rows for the tables that are not part of the exchange format, by the table's name.
OTHER_ROWS: dict[str, dict[str, str]] = {
    "audit_entries": {
        "id": "1",
        "at": MOMENT,
        "actor": "本机",
        "command": "import",
        "summary": "导入",
        "details": "{}",
        "digest": DIGEST,
        "change_count": "1",
        "changes_digest": DIGEST,
        "previous": DIGEST,
        "hash": DIGEST,
    },
    "messages": {
        "id": "1",
        "key": DIGEST,
        "kind": "case",
        "record_no": "XS1",
        "clock": "case-filing",
        "due": "2024-02-20",
        "tier": "soon",
        "text": "合成数据",
        "at": "2024-01-01T00:00:00.000000+00:00",
    },
    "message_sends": {
        "message_id": "1",
        "sink": "file",
        "state": "sent",
        "attempts": "1",
        "at": "2024-01-01T00:00:00.000000+00:00",
    },
    "frozen_files": {"sha256": DIGEST, "size": "1", "content": "a"},
    "seals": {"seal_no": "FT1", "record_no": "XC1-BY"},
    "attachments": {
        "attachment_no": "FJ24000001",
        "owner_kind": "case",
        "owner_no": "XS1",
        "sha256": DIGEST,
        "size": "1",
    },
    "draw_seals": {"draw_no": "SJ260001", "sealed": "{}", "result": "{}"},
    "audit_changes": {
        "entry_id": "1",
        "seq": "1",
        "record_table": "areas",
        "record_key": "320400",
        "action": "updated",
    },
    "accounts": {
        "login": "zhangsan",
        "name": "合成数据张三",
        "state": "active",
        "created_at": MOMENT,
        "created_by": "本机",
    },
    "account_grants": {
        "login": "zhangsan",
        "role": "auditor",
        "granted_at": MOMENT,
        "granted_by": "本机",
    },
    "account_tickets": {
        "digest": DIGEST,
        "purpose": "first",
        "issued_at": MOMENT,
        "issued_by": "本机",
        "expires_at": MOMENT,
    },
    "account_factors": {"login": "zhangsan", "secret": "v1.a.b", "enrolled_at": MOMENT, "last_step": "0"},
    "recovery_codes": {"digest": DIGEST, "login": "zhangsan", "issued_at": MOMENT},
    "account_identities": {
        "login": "zhangsan",
        "issuer": "https://id.example",
        "subject": "1",
        "linked_at": MOMENT,
        "linked_by": "本机",
    },
    "sign_ins": {
        "digest": DIGEST,
        "login": "zhangsan",
        "stage": "full",
        "method": "password",
        "begun_at": MOMENT,
        "seen_at": MOMENT,
        "address": "127.0.0.1",
        "agent": "",
    },
    "api_tokens": {
        "login": "zhangsan",
        "label": "报送",
        "prefix": "0a",
        "digest": DIGEST,
        "scopes": "[]",
        "created_at": MOMENT,
        "expires_at": MOMENT,
    },
    "provider_sign_ins": {
        "state_digest": DIGEST,
        "browser_digest": DIGEST,
        "nonce": "a",
        "verifier": "a",
        "begun_at": MOMENT,
        "used": "否",
    },
    "sign_in_failures": {
        "counted": "pair",
        "subject": "zhangsan 127.0.0.1",
        "failures": "1",
        "last_at": MOMENT,
        "wait_until": MOMENT,
    },
    "known_addresses": {"login": "zhangsan", "address": "127.0.0.1", "seen_at": MOMENT},
    "password_policies": {"policy": "asvs", "reason": "默认", "set_by": "本机", "set_at": MOMENT},
    "answers": {
        "key": "a",
        "fingerprint": DIGEST,
        "at": MOMENT,
        "status": "200",
        "headers": "{}",
        "body": "{}",
    },
    "calendar_years": {"year": "2031", "source": "国务院办公厅通知", "digest": DIGEST},
    "calendar_days": {"day": "2031-01-01", "year": "2031", "working": "否"},
    "packages": {
        "year": "2023",
        "as_of": "2024-03-31",
        "area_code": "320400",
        "state": "queued",
        "requested_at": "2024-04-01T00:00:00.000000+00:00",
        "requested_by": "本机",
    },
    "bulletin_files": {"content": DIGEST, "name": "公告.csv", "sha256": DIGEST, "row_count": "1"},
    "bulletin_entries": {
        **{
            name: "甲"
            for name in metadata.tables["bulletin_entries"].columns.keys()  # noqa: SIM118  (iterating yields columns, not names)
            if name.endswith("_written")
        },
        "digest": DIGEST,
        "category": "乳制品",
        "produced_doubtful": "否",
        "limit_unread": "否",
        "result_unread": "否",
        "verdict": "合格",
        "publisher": "某市市场监督管理局",
        "published_on": "2024-01-05",
    },
    "area_aliases": {"name": "高新区", "area_code": "320400"},
    "own_item_classes": {"item_name": "氧乐果", "item_class": "农药残留"},
    "plan_aliases": {"name": "市本级监督抽检", "plan_no": "JH2023001"},
    "work_records": {
        "kind": "case",
        "record_no": "XS1",
        "version": "1",
        "state": "clue",
        "closed": "否",
        "opened_on": "2024-01-05",
        "content": "{}",
    },
    "work_versions": {
        "kind": "case",
        "record_no": "XS1",
        "version": "1",
        "command": "record",
        "state": "clue",
        "on_day": "2024-01-05",
        "at": "2024-01-05T00:00:00.000000+00:00",
        "actor": "甲",
        "imported": "否",
        "content": "{}",
    },
    "work_clocks": {
        "kind": "case",
        "record_no": "XS1",
        "seq": "1",
        "clock": "case-filing",
        "started": "2024-01-05",
        "extended": "0",
        "extensions": "[]",
    },
    "organisations": {
        "code": "A01",
        "name": "某市市场监督管理局",
        "kind": "市场监督管理",
        "area_code": "320400",
        "reinspects": "否",
    },
    "serials": {"series": "SC23320400A01", "next": "1"},
    "findings": {
        "sheet_no": "XBJ23320400000000001",
        "item_name": "铅",
        "revision": "1",
        "position": "0",
        "withdrawn": "否",
        "item_class": "重金属",
        "proposed": "合格项",
        "explanation": "不大于限量",
        "verdict": "合格项",
        "entered_by": "甲",
        "entered_at": "2024-01-05T00:00:00.000000+00:00",
    },
    "standards": {
        "item_name": "铅",
        "category": "糕点",
        "standard_no": "GB 2762-2022",
        "in_force_from": "2023-06-30",
        "version": "1",
        "max_limit": "0.5",
        "withdrawn": "否",
        "entered_by": "甲",
        "entered_at": "2024-01-05T00:00:00.000000+00:00",
    },
    "report_numbers": {"report_no": "合成1", "sheet_no": "XBJ23320400000000001"},
    "bulletin_rows": {"content": DIGEST, "row_no": "2", "digest": DIGEST},
    "bulletin_readings": {
        "digest": DIGEST,
        "round": "first",
        "seq": "1",
        "relation": "未检出",
    },
}
# Children after their parents.
INSERT_ORDER = [table.name for table in metadata.sorted_tables if table.name in OTHER_ROWS]


def _fill(engine: Engine) -> Contents:
    """A row in every table there is; returns what every table holds."""
    known = _tables(engine)
    with transaction(engine) as connection:
        insert_examples(connection, known)
        for name in INSERT_ORDER:
            if name in known.tables:
                insert_values(connection, known.tables[name], OTHER_ROWS[name])
    contents = _contents(engine, known)
    assert [name for name, rows in contents.items() if not rows] == [], (
        "give these tables a row in OTHER_ROWS"
    )
    return contents


def _tables(engine: Engine) -> MetaData:
    known = MetaData()
    known.reflect(engine)
    known.remove(known.tables["alembic_version"])
    return known


def _contents(engine: Engine, known: MetaData) -> Contents:
    """The rows of the tables and columns of `known`."""
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in known.tables.items()
        }


def _revisions() -> list[str]:
    """All revisions from the oldest on."""
    scripts = ScriptDirectory.from_config(alembic_config("sqlite://"))
    return [script.revision for script in scripts.walk_revisions()][::-1]


def test_the_newest_schema_with_rows_goes_down_to_nothing_and_up_again(blank_database: str) -> None:
    config, engine = alembic_config(blank_database), make_engine(blank_database)
    command.upgrade(config, "head")
    assert set(_fill(engine)) == set(metadata.tables)
    command.downgrade(config, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    command.upgrade(config, "head")
    assert set(_tables(engine).tables) == set(metadata.tables)
    engine.dispose()


@pytest.mark.parametrize("revision", _revisions()[:-1])
def test_records_survive_the_way_from_an_older_schema_up_and_back(blank_database: str, revision: str) -> None:
    config, engine = alembic_config(blank_database), make_engine(blank_database)
    command.upgrade(config, revision)
    filled = _fill(engine)
    known = _tables(engine)
    command.upgrade(config, "head")
    assert _contents(engine, known) == filled
    command.downgrade(config, revision)
    assert _contents(engine, _tables(engine)) == filled
    engine.dispose()


def test_the_migrations_make_exactly_the_tables_that_the_program_describes(blank_database: str) -> None:
    config = alembic_config(blank_database)
    command.upgrade(config, "head")
    command.check(config)


def test_returns_and_sign_offs_that_are_there_already_name_their_departments(blank_database: str) -> None:
    config = alembic_config(blank_database)
    command.upgrade(config, "0012")
    engine = make_engine(blank_database)
    contents = {
        ("return", "TB1"): {"co_signers": ["市政务办", "市教育局"], "organisation": "A01"},
        ("return", "TB2"): {"co_signers": []},
        ("sign-off", "DJ1-01"): {"department": "市教育局", "organisation": None},
        ("sign-off", "DJ1-02"): {"department": "市教育局", "organisation": "A01"},
        ("case", "XS1"): {},
    }
    with transaction(engine) as connection:
        table = _tables(engine).tables["work_records"]
        for (kind, number), content in contents.items():
            row = OTHER_ROWS["work_records"] | {"kind": kind, "record_no": number}
            insert_values(connection, table, row | {"content": json.dumps(content)})
    command.upgrade(config, "head")
    with transaction(engine) as connection:
        named = dict(connection.execute(text("SELECT record_no, departments FROM work_records")).all())
    assert named == {
        "TB1": "市政务办、市教育局",
        "TB2": None,
        "DJ1-01": "市教育局",
        "DJ1-02": None,
        "XS1": None,
    }
    engine.dispose()
