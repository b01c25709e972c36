"""The national importer's part in the import's stages: conclusions against items, stubs, and words kept on sheets."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from domain.exchange.tables import ENTERPRISES, SAMPLES
from domain.national import headers as h
from sampling.audit import canonical_json
from sampling.exchange.applying import Sorted, Update
from sampling.exchange.rows import Items, Row, TableRows, judge_chain
from sampling.national.stream import Noted, Stream
from sampling.store import imports as stored_records
from sampling.store import national as store

_ITEM_NAMES = [column.name for column in SAMPLES.item_columns]
_VERDICT_AT = _ITEM_NAMES.index("verdict")
_WORDS = "source_words"


def verdict_of_items(items: Items) -> str | None:
    """不合格, 问题, 合格 or 未判定 by the worst item; None where an item's verdict could not be read."""
    verdicts = {item[_VERDICT_AT] for item in items.values()}
    if None in verdicts:
        return None
    for verdict in ("不合格", "问题", "合格"):
        if f"{verdict}项" in verdicts:
            return verdict
    return "未判定"


class NationalCompanion:
    """Works on what the stream noted while the tables were read."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._tables: Mapping[str, TableRows] = {}
        self._new_words: dict[str, str | None] = {}
        self.new_stubs: list[str] = []

    def judge(self, connection: Connection, tables: Mapping[str, TableRows]) -> None:
        """Refuse sheets whose conclusion and items disagree; keep stored values where a file lacks a column."""
        self._tables = tables
        sheets = tables[SAMPLES.name]
        for record, line in enumerate(sheets.lines):
            self._judge_conclusion(sheets, record, self._stream.noted[line])
        self._keep_stored(connection, sheets)

    def _judge_conclusion(self, sheets: TableRows, record: int, noted: Noted) -> None:
        for line, shown in noted.disagreeing:
            sheets.refuse(record, line, h.CONCLUSION, "conflicting-row", shown)
        verdict = verdict_of_items(sheets.items[record])
        if verdict is None:
            return
        for column, claim in noted.claims.items():
            if claim.verdict != verdict:
                shown = f"{claim.verdict}，而检验项目的判定结果为{verdict}"
                sheets.refuse(record, claim.line, column, "conclusion-mismatch", shown)

    def _keep_stored(self, connection: Connection, sheets: TableRows) -> None:
        """Where several files have different columns, a sheet keeps what its own file does not bring."""
        if all(fed == sheets.present for fed in self._stream.fed.values()):
            return
        lacking = {
            str(key): record
            for key, record in sheets.first.items()
            if self._stream.fed[self._stream.noted[sheets.lines[record]].table] != sheets.present
        }
        items = stored_records.stored_items(connection, list(lacking))
        chains = [
            [(sheets.position(name), SAMPLES.column(name)) for name in chain] for chain in SAMPLES.date_chains
        ]
        for row in stored_records.stored_records(connection, SAMPLES, list(lacking)):
            record = lacking[str(row[0])]
            fed = self._stream.fed[self._stream.noted[sheets.lines[record]].table]
            sheets.values[record] = _merged(
                [c.name for c in SAMPLES.columns], fed, row, sheets.values[record]
            )
            known = items.get(str(row[0]), {})
            for name, item in sheets.items[record].items():
                if name in known:
                    sheets.items[record][name] = _merged(_ITEM_NAMES, fed, known[name], item)
            for chain in chains:
                judge_chain(sheets, record, sheets.values[record], chain)

    def withdraw(self, connection: Connection, tables: Mapping[str, TableRows]) -> None:
        """No stub for an enterprise that is registered by now, nor for one whose every sheet is refused."""
        sheets, stubs = tables[SAMPLES.name], tables[ENTERPRISES.name]
        unit_at = sheets.position("unit_code")
        needed = {
            values[unit_at] for record, values in enumerate(sheets.values) if record not in sheets.refused
        }
        registered = store.stored_enterprises(connection, [str(key) for key in stubs.first])
        for key, record in stubs.first.items():
            if key in registered or key not in needed:
                stubs.refused.add(record)

    def compare(self, connection: Connection, result: Sorted) -> None:
        """Count a sheet as updated where only its words changed; note which stubs are new."""
        if result.table.name == ENTERPRISES.name:
            self.new_stubs = [str(values[0]) for values, _ in result.created]
        if result.table.name == SAMPLES.name:
            self._compare_words(connection, result)

    def _compare_words(self, connection: Connection, result: Sorted) -> None:
        sheets = self._tables[SAMPLES.name]
        accepted = [
            (str(key), sheets.lines[record])
            for key, record in sheets.first.items()
            if record not in sheets.refused
        ]
        stored = store.stored_words(connection, [key for key, _ in accepted])
        before = {key: stored.get(key) for key, _ in accepted}
        after = {key: self._words(line, before[key]) for key, line in accepted}
        self._new_words = {key: words for key, words in after.items() if words != before[key]}
        created = {str(values[0]) for values, _ in result.created}
        changed = {key for key in self._new_words if key not in created}
        for at, update in enumerate(result.updated):
            key = str(update.after[0])
            if key in changed:
                changed.remove(key)
                result.updated[at] = replace(update, beside=(_WORDS, before[key], after[key]))
        for row in stored_records.stored_records(connection, SAMPLES, sorted(changed)):
            key = str(row[0])
            result.updated.append(Update(row, row, beside=(_WORDS, before[key], after[key])))
        result.unchanged -= len(changed)

    def _words(self, line: int, before: str | None) -> str | None:
        """The sheet's words as JSON; words under headers that the file does not have stay."""
        noted = self._stream.noted[line]
        present = self._stream.tables[noted.table].header.positions
        kept = {} if before is None else json.loads(before)
        words = {name: text for name, text in kept.items() if name not in present} | noted.words
        return canonical_json(words) if words else None

    def write(self, connection: Connection, result: Sorted) -> None:
        """Set the words of sheets."""
        if result.table.name == SAMPLES.name:
            store.write_words(connection, list(self._new_words.items()))

    def details(self) -> Mapping[str, Any]:
        """How many sheets' words changed with their digest, and which stubs were added."""
        text = canonical_json(sorted(self._new_words.items()))
        return {
            "source_words": len(self._new_words),
            "source_words_digest": hashlib.sha256(text.encode()).hexdigest(),
            "stubs": self.new_stubs,
        }


def _merged(names: list[str], fed: frozenset[str], before: Row, after: Row) -> Row:
    return tuple(new if name in fed else old for name, old, new in zip(names, before, after, strict=True))
