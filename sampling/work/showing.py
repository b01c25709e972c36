"""What a reader is shown of a sheet: personal data masked, and in blind testing nothing of whom it was taken from."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from domain.access.actor import Actor
from domain.access.personal import without_personal
from domain.access.reading import load_policy
from domain.work.kind import Kind
from sampling.store import reach as store

T = TypeVar("T")

SHEET = "sheet"
BLIND = "（盲样）"
# Exchange rows need a name; of everything else there is nothing.
_WORDS = {"unit_name": BLIND}
# Where it was taken from its producer, whom the label names, the producer is the unit.
_PRODUCER = ("producer_name", "producer_code", "producer_licence", "producer_address", "producer_phone")


def blinded(connection: Connection, actor: Actor, numbers: Sequence[str]) -> frozenset[str]:
    """Which of these sheets the actor must not see whole."""
    if not numbers or not load_policy().is_blind(actor):
        return frozenset()
    own = frozenset(grant.organisation for grant in actor.grants if grant.organisation)
    return frozenset(numbers) - store.open_sheets(connection, numbers, own)


def displayed(connection: Connection, actor: Actor, kind: Kind[T], contents: Mapping[str, T]) -> dict[str, T]:
    """Contents by record number as this actor may see them; files of a blind sample are left out."""
    sheets = {no: _sheet_of(kind, no, content) for no, content in contents.items()}
    covered = blinded(connection, actor, [no for no in sheets.values() if no])
    shown: dict[str, T] = {}
    for no, content in contents.items():
        if kind.code != SHEET and sheets[no] in covered:
            continue
        if sheets[no] in covered:
            hidden = _hidden(msgspec.structs.asdict(content))  # type: ignore[arg-type]
            content = msgspec.structs.replace(content, **hidden)  # type: ignore[type-var]
        shown[no] = without_personal(content, kind.personal)
    return shown


def _sheet_of(kind: Kind[Any], no: str, content: Any) -> str | None:
    """The sheet whose unit a record may tell: its own, or that whose photos and papers it is."""
    if kind.code == SHEET:
        return no
    return content.owner_no if getattr(content, "owner_kind", None) == SHEET else None


def displayed_rows(
    connection: Connection, actor: Actor, rows: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Exchange rows of sheets as this actor may see them."""
    covered = blinded(connection, actor, [row["sheet_no"] for row in rows])
    return [
        row | {name: value for name, value in _hidden(row).items() if name in row}
        if row["sheet_no"] in covered
        else row
        for row in rows
    ]


def _hidden(sheet: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in a blind sample's sheet instead of what would tell whose it is."""
    hidden: dict[str, Any] = dict.fromkeys(load_policy().blind_fields) | _WORDS
    same = any(
        sheet.get(f"unit_{part}") and sheet.get(f"unit_{part}") == sheet.get(f"producer_{part}")
        for part in ("name", "code")
    )
    if same or sheet.get("stage") == "生产":
        hidden |= dict.fromkeys(_PRODUCER)
    return hidden
