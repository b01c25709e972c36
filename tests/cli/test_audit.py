"""`shian audit` and the seals beside packages."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from api import settings
from sampling.store.engine import make_engine, transaction
from tests.cli.conftest import Shian


def tamper(*statements: str) -> None:
    engine = make_engine(settings.database_url())
    with transaction(engine) as connection:
        for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_a_chain_that_holds_says_so(small: Shian, tmp_path: Path) -> None:
    roots = tmp_path / "roots.jsonl"
    assert small("audit", "anchor", "--output", roots).status == 0
    outcome = small("audit", "verify", "--anchors", roots, "--format", "json")
    assert (outcome.status, outcome.json["ok"], outcome.json["anchors"]) == (0, True, 1)
    assert "审计链完整：1 条" in small("audit", "verify").out


def test_a_changed_entry_is_named(small: Shian) -> None:
    tamper("UPDATE audit_entries SET actor = '别人'")
    outcome = small("audit", "verify", "--format", "json")
    assert (outcome.status, outcome.json["breach"]["sequence"], outcome.json["breach"]["code"]) == (
        1,
        1,
        "fields",
    )
    assert "第 1 条：记录的内容与其哈希不符" in small("audit", "verify").out


def test_roots_of_the_setting_are_asked_by_default(
    small: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots = tmp_path / "roots.jsonl"
    roots.write_text(json.dumps({"sequence": 1, "hash": "0" * 64, "at": "2024-01-01"}) + "\n")
    monkeypatch.setenv("SHIAN_ANCHORS", str(roots))
    outcome = small("audit", "verify", "--format", "json")
    assert (outcome.status, outcome.json["breach"]["code"]) == (1, "anchor")


@pytest.mark.parametrize("left", [None, "", "unreadable\n"])
def test_a_place_for_roots_without_any_root_is_no_good_sign(
    small: Shian, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: str | None
) -> None:
    roots = tmp_path / "roots.jsonl"
    if left is not None:
        roots.write_text(left)
    monkeypatch.setenv("SHIAN_ANCHORS", str(roots))
    outcome = small("audit", "verify")
    assert (outcome.status, str(roots) in outcome.err) == (2, True)
    assert small("audit", "verify", "--format", "json").json["ok"] is False


def test_entries_are_listed_in_chinese(small: Shian) -> None:
    first = small("audit", "list").out.splitlines()[0].split("  ")
    assert (first[0], first[2], first[3]) == ("1", "本机", "import")
    assert first[4].startswith("导入 small：新增 ")
    assert small("audit", "list", "--actor", "别人").out == ""
    assert len(small("audit", "list", "--command", "import", "--format", "json").json) == 1


def test_a_place_that_cannot_be_written_is_refused(small: Shian, tmp_path: Path) -> None:
    outcome = small("audit", "anchor", "--output", tmp_path / "nowhere" / "roots.jsonl")
    assert (outcome.status, "anchors-unusable" in outcome.err) == (2, True)


def test_a_seal_lies_beside_the_package_and_the_package_stays_the_same(small: Shian, tmp_path: Path) -> None:
    first, second = tmp_path / "一.zip", tmp_path / "二.zip"
    asked = ("package", "--year", "2023", "--as-of", "2024-03-31", "--area", "320400", "--output")
    assert small(*asked, first).status == small(*asked, second).status == 0
    assert first.read_bytes() == second.read_bytes()
    seals = [Path(f"{file}.seal.json") for file in (first, second)]
    told = [json.loads(seal.read_text()) for seal in seals]
    assert [one["sequence"] for one in told] == [2, 3]
    outcome = small("verify", first, "--database")
    assert (outcome.status, outcome.json["seal"]["ok"], outcome.json["seal"]["chained"]) == (0, True, True)
    assert small("audit", "verify", "--anchors", seals[0], "--anchors", seals[1]).status == 0
    tamper("UPDATE audit_entries SET hash = digest WHERE id = 2")
    outcome = small("verify", first, "--database")
    assert (outcome.status, outcome.json["seal"]["chained"]) == (1, False)
    assert small("verify", first).status == 0
    seals[0].write_text(seals[0].read_text().replace(told[0]["sha256"], "0" * 64))
    outcome = small("verify", first)
    assert (outcome.status, outcome.json["seal"]["message"]) == (1, "封签所记的不是这个文件")


def test_a_record_that_was_changed_past_the_program_is_named_in_chinese(small: Shian) -> None:
    assert "各记录与审计记录相符" in small("audit", "verify").out
    tamper(
        "INSERT INTO accounts (login, name, state, created_at, created_by) VALUES ('mal', '甲', 'active', '', '')"
    )
    outcome = small("audit", "verify", "--format", "json")
    assert (outcome.status, outcome.json["breach"], outcome.json["records"][0]["key"]) == (1, None, "mal")
    assert "账户 mal：没有任何审计记录，系绕过程序写入" in small("audit", "verify").out
    assert small("audit", "verify", "--chain-only").status == 0
