"""A city at work with accounts of every role in every relation to its records (合成数据), and a second reading of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from litestar import Litestar
from msgspec import inspect as shape
from sqlalchemy import Connection, Engine, select, text

from api.admission import Admission
from api.app import create_app
from domain.access.actor import Grant
from sampling.access.safe import Safe
from sampling.access.sessions import make_token
from sampling.store.engine import reading
from sampling.store.schema import metadata
from tests.access import matrix
from tests.factories.access import At, a_safe, an_account
from tests.life.depth import furnish_deeply

_NUMBERS = count()
Key = tuple[str, str]
# From a record in 320412 of the office A12, tested by L01: own, below, sibling, parent, another city; own and other
# offices and laboratories.
AREAS = ("320412", "320412601", "320411", "320400")
OFFICES = ("A12", "A01", "L01", "L02")
ADMINISTRATIONS = ("auditor", "system-administrator", "security-administrator")
ROLES = [role for role in matrix.REACHES if role != "local-operator"]


@dataclass(frozen=True)
class Place:
    """Where a record is, as the second reading has it: worked on, and read."""

    own: tuple[frozenset[str], frozenset[str]]
    seen: tuple[frozenset[str], frozenset[str]]
    # Where it names departments: the offices that answer for them there.
    signing: frozenset[str] | None = None


@dataclass
class World:
    """The application, a token for each grant, and every record's place."""

    app: Litestar
    tokens: dict[Grant, str]
    places: dict[Key, Place]
    above: dict[str, str | None]

    def permits(self, grant: Grant, action: str, key: Key) -> str:
        """permit, forbid or hidden, by the files and the places."""
        kind = key[0]
        place = self.places[key]
        at = place.seen if action.endswith(".read") else place.own
        if place.signing is not None and action in matrix.DATA["by_department"]["steps"]:
            at = (at[0], place.signing)
        if matrix.has(grant.role, action) and self.meets(grant, *at):
            return "permit"
        readable = matrix.has(grant.role, f"{kind}.read") and self.meets(grant, *place.seen)
        return "forbid" if readable and not action.endswith(".read") else "hidden"

    def meets(self, grant: Grant, areas: frozenset[str], offices: frozenset[str]) -> bool:
        """Whether a grant reaches a record of these areas and offices."""
        extent = matrix.REACHES[grant.role]
        if extent == "all":
            return True
        if extent != "area" and grant.organisation in offices and grant.organisation is not None:
            return True
        return extent != "organisation" and any(self.is_under(area, grant.area) for area in areas)

    def is_under(self, area: str | None, top: str | None) -> bool:
        """Whether an area is another or below it, by 上级代码."""
        while area is not None and top is not None:
            if area == top:
                return True
            area = self.above.get(area)
        return False


def grants_of(role: str) -> list[Grant]:
    """A role in every relation: by area, by office, and bound to nothing where it is an administration."""
    if role in ADMINISTRATIONS:
        return [Grant(role=role)]  # type: ignore[arg-type]
    extent = matrix.REACHES[role]
    by_area = [Grant(role=role, area=area) for area in AREAS]  # type: ignore[arg-type]
    by_office = [Grant(role=role, organisation=office) for office in OFFICES]  # type: ignore[arg-type]
    # Grants that reach nothing are not given.
    return (by_area if extent != "organisation" else []) + (by_office if extent != "area" else [])


def tokens_for(engine: Engine, safe: Safe, grants: tuple[Grant, ...]) -> str:
    """A token for everything of a new account with these grants."""
    at, login = datetime.now(UTC), f"u{next(_NUMBERS):04}"
    account = an_account(engine, safe, login, grants=grants, at=at)
    with At(engine, at=at) as op:
        return make_token(op, safe, account, label="合成数据", scopes=["*"], days=1)[1]


def build(engine: Engine, folder: Path) -> World:
    """An office in the middle of its work, then accounts: one a grant, each with a token for everything."""
    furnish_deeply(engine, folder / "packages")
    safe = a_safe()
    tokens = {grant: tokens_for(engine, safe, (grant,)) for role in ROLES for grant in grants_of(role)}
    app = create_app(
        engine, packages_folder=folder / "packages", admission=Admission(engine, safe, required=True)
    )
    with reading(engine) as view:
        above = {
            row.code: row.parent_code for row in view.execute(text("SELECT code, parent_code FROM areas"))
        }
        return World(app, tokens, dict(_places(view)), above)


def _places(view: Connection) -> Iterator[tuple[Key, Place]]:
    """Read from the rows, one at a time, without the product's own conditions."""
    homes = {
        row.code: row.area_code for row in view.execute(text("SELECT code, area_code FROM organisations"))
    }
    names: dict[str, set[str]] = {}
    for row in view.execute(text("SELECT code, name FROM organisations")):
        names.setdefault(row.name, set()).add(row.code)
    producers = {
        row.credit_code: row.area_code
        for row in view.execute(text("SELECT credit_code, area_code FROM enterprises"))
    }
    samples = {row.sheet_no: row for row in view.execute(select(metadata.tables["sheets"]))}
    worked = list(view.execute(select(metadata.tables["work_records"])))
    offices: dict[str, set[str]] = {}
    for row in worked:
        if row.kind in ("sheet", "test") and row.organisation:
            offices.setdefault(row.record_no, set()).add(row.organisation)
    owners = {
        row.attachment_no: row.owner_kind for row in view.execute(select(metadata.tables["attachments"]))
    }
    for row in worked:
        home = row.area_code or homes.get(row.organisation)
        own_areas = frozenset({home} - {None})
        own_offices = frozenset({row.organisation} - {None})
        kind = owners.get(row.record_no, row.kind) if row.kind == "attachment" else row.kind
        sample = samples.get(row.sheet_no)
        of_sheet = offices.get(row.sheet_no, set()) | (
            names.get(sample.laboratory, set()) if sample else set()
        )
        ends = {sample.area_code, producers.get(sample.producer_code)} - {None} if sample else set()
        step = own_offices | (
            of_sheet if row.sheet_no and kind in matrix.DATA["sheet_ends"]["step"] else set()
        )
        seen = (own_areas, step)
        if row.sheet_no and kind in matrix.DATA["sheet_ends"]["read"]:
            seen = (own_areas | ends, own_offices | of_sheet)
        signing = None
        if row.departments and kind in matrix.DATA["by_department"]["read"]:
            named = set(row.departments.split("、"))
            signing = frozenset(code for code, theirs in _answering(view, home) if theirs & named)
            seen = (own_areas, own_offices | signing)
        yield (
            (row.kind, row.record_no),
            Place((own_areas, frozenset(step)), (seen[0], frozenset(seen[1])), signing),
        )


def _answering(view: Connection, area: str | None) -> list[tuple[str, set[str]]]:
    """Offices in an area and above it, with the departments that they answer for."""
    above = {row.code: row.parent_code for row in view.execute(text("SELECT code, parent_code FROM areas"))}
    found: list[tuple[str, set[str]]] = []
    while area is not None:
        asked = text("SELECT code, departments FROM organisations WHERE area_code = :area")
        found += [
            (row.code, set((row.departments or "").split("、")))
            for row in view.execute(asked, {"area": area})
        ]
        area = above.get(area)
    return found


def smallest(form: type[Any]) -> Any:
    """The least that a form may hold, as JSON values; words are 合成数据."""
    return _least(shape.type_info(form), "")


def _least(node: shape.Type, name: str) -> Any:
    if isinstance(node, shape.Metadata):
        return _least(node.type, name)
    if isinstance(node, shape.UnionType):
        if node.includes_none:
            return None
        return _least(node.types[0], name)
    if isinstance(node, shape.StructType):
        return {
            field.encode_name: _least(field.type, field.encode_name)
            for field in node.fields
            if field.required
        }
    if isinstance(node, shape.ListType | shape.VarTupleType):
        return [_least(node.item_type, name) for _ in range(node.min_length or 0)]
    if isinstance(node, shape.LiteralType):
        return node.values[0]
    if isinstance(node, shape.StrType):
        known = {"area_code": "320412", "organisation": "A12", "sheet_no": "合成数据", "digest": "0" * 64}
        return known.get(name, "A1" if node.pattern and "A-Z" in node.pattern else "合成数据")
    if isinstance(node, shape.IntType):
        return node.ge or 1
    simple: dict[type[shape.Type], Any] = {
        shape.BoolType: False,
        shape.DateType: "2023-06-01",
        shape.DateTimeType: "2023-06-01T08:00:00",
        shape.DecimalType: "1",
        shape.DictType: {},
        shape.BytesType: "",
    }
    return simple.get(type(node), "合成数据")


def read_all(client: Any, path: str, headers: dict[str, str], key: str) -> tuple[int, set[str]]:
    """Status of the first page, and the keys of all pages."""
    found: set[str] = set()
    cursor = None
    while True:
        asked = {"limit": "500"} | ({"cursor": cursor} if cursor else {})
        answer = client.get(path, params=asked, headers=headers)
        if answer.status_code != 200:
            return answer.status_code, found
        page = msgspec.json.decode(answer.content)
        found |= {str(row[key]) for row in page["items"]}
        cursor = page["next_cursor"]
        if cursor is None:
            return 200, found
