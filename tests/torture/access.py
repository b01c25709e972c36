"""Every role on every route in every relation to the record: what is answered is what the matrix says, and no more.

One case is one grant: all lists, all single records, all steps on them, all openings, figures by area, files. The
expectation is a second reading of the policy's files and of the rows (`tests.access`).
"""

import re
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alembic import command
from litestar.testing import TestClient

from api.migrations import alembic_config
from api.routes.work_routes import StepResource
from domain.access.actor import Grant
from sampling.store.engine import make_engine
from tests.access import matrix
from tests.access.world import ROLES, Place, World, build, grants_of, read_all, smallest
from tests.torture.trial import Result, Trial

BASE = "/api/v1"
PERIOD = {"year": "2023", "as_of": "2023-12-31"}
# Exchange rows by the list that shows them: the key, and the action.
ROWS = {
    "/enterprises": ("credit_code", "enterprises.read"),
    "/sheets": ("sheet_no", "sheet.read"),
    "/disposals": ("task_no", "disposal.read"),
    "/plans": ("plan_no", "plan.read"),
}
BY_AREA: dict[str, tuple[str, dict[str, str]]] = {
    "/records": ("indicators.records", PERIOD | {"measure": "07"}),
    "/plan-progress": ("plans.progress", PERIOD),
    "/plan-completion": ("plans.progress", PERIOD),
    "/publication-lists": (
        "publications.read",
        {"from": "2023-01-01", "to": "2023-12-31", "publisher": "合成数据", "list": "qualified"},
    ),
}
WITHOUT_PLACE = {
    "/indicators": ("indicators.read", PERIOD),
    "/audit": ("audit.read", {}),
    "/audit/root": ("audit.read", {}),
    "/accounts": ("accounts.read", {}),
    "/password-policy": ("accounts.read", {}),
    "/areas": ("registers.read", {}),
    "/organisations": ("registers.read", {}),
    "/standards": ("registers.read", {}),
    "/catalogue": ("registers.read", {}),
    "/packages": ("packages.read", {}),
    "/work/due": ("due.read", {}),
    "/work/due/ageing": ("due.read", {}),
    "/work/messages": ("messages.read", {}),
    "/work/checklists": ("registers.read", {}),
    "/work/sheet-rules": ("registers.read", {}),
}


@dataclass
class Case:
    """The attempts of one grant."""

    world: World
    client: Any
    grant: Grant
    result: Result = field(default_factory=lambda: Result("grant", attempts=0))

    @property
    def headers(self) -> dict[str, str]:
        """How this account shows who it is."""
        return {"Authorization": f"Bearer {self.world.tokens[self.grant]}"}

    def expect(self, what: str, ok: bool, got: object) -> None:
        """Count an attempt, and a fault where it ended otherwise."""
        self.result.attempts += 1
        if not ok:
            self.result.faults.append(
                f"{self.grant.role} {self.grant.area or self.grant.organisation}: {what}: {got}"
            )

    def get(self, path: str, **asked: str) -> Any:
        """Ask."""
        return self.client.get(BASE + path, params=asked, headers=self.headers)


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """One city for all grants: nothing that is refused changes it."""
    database = folder / "access.db"
    command.upgrade(alembic_config(f"sqlite:///{database}"), "head")
    world = build(make_engine(f"sqlite:///{database}"), folder)
    # One of each role after the other, so that few cases see many roles.
    turns = {grant: at for role in ROLES for at, grant in enumerate(grants_of(role))}
    grants = sorted(world.tokens, key=lambda grant: turns[grant])
    with TestClient(world.app, base_url="http://127.0.0.1:8000") as client:
        for number in cases:
            case = Case(world, client, grants[number % len(grants)])
            case.result.kind = case.grant.role
            _nobody(case)
            _placeless(case)
            _rows(case)
            _areas(case)
            _records(case)
            _steps(case)
            _openings(case)
            case.result.figures["ratio of hidden to missing, medians"] = _timing(case)
            yield case.result


def _nobody(case: Case) -> None:
    """Without a token, and with a wrong one, every route is 401."""
    for path in ("/sheets", "/work/sheets", "/indicators", "/accounts"):
        for headers in ({}, {"Authorization": "Bearer shian_0_0"}, {"X-Actor": "x"}):
            answer = case.client.get(BASE + path, params=PERIOD, headers=headers)
            case.expect(f"nobody {path}", answer.status_code in (400, 401), answer.status_code)


def _placeless(case: Case) -> None:
    for path, (action, asked) in WITHOUT_PLACE.items():
        answer = case.get(path, **asked)
        wanted = 200 if matrix.has(case.grant.role, action) and _reaches(case.grant, action) else 403
        case.expect(path, answer.status_code == wanted, (answer.status_code, wanted))
        if answer.status_code == 403:
            case.expect(f"{path} words", answer.json()["code"] == "not-permitted", answer.text)
    for code in (("sheet", "X"), ("disposal", "X")):
        answer = case.get(f"/work/attachments/of/{code[0]}/{code[1]}")
        case.expect("attachments of nothing", answer.status_code in (403, 404), answer.status_code)


def _reaches(grant: Grant, action: str) -> bool:
    """Whether a grant binds to something that its role reaches by."""
    extent = matrix.REACHES[grant.role]
    if matrix.is_open(action) or extent == "all":
        return True
    return (extent != "organisation" and grant.area is not None) or (
        extent != "area" and grant.organisation is not None
    )


def _rows(case: Case) -> None:
    """Exchange rows: sheets and tasks as their records, the rest by area; single rows as the list has them."""
    for path, (key, action) in ROWS.items():
        status, listed = read_all(case.client, BASE + path, case.headers, key)
        allowed = matrix.has(case.grant.role, action) and _reaches(case.grant, action)
        case.expect(path, status == (200 if allowed else 403), status)
        kind = {"/sheets": "sheet", "/disposals": "disposal"}.get(path)
        for code, no in case.world.places if kind else ():
            if code == kind and allowed and _is_row(case, path, no):
                wanted = case.world.permits(case.grant, f"{kind}.read", (code, no)) == "permit"
                case.expect(f"{path} lists {no}", (no in listed) == wanted, wanted)
        for no in sorted(_all_rows(case, path)):
            one = case.get(f"{path}/{no}")
            expected = 403 if not allowed else 200 if no in listed else 404
            case.expect(f"{path}/{no}", one.status_code == expected, (one.status_code, expected))


def _areas(case: Case) -> None:
    for path, (action, asked) in BY_AREA.items():
        allowed = matrix.has(case.grant.role, action) and _reaches(case.grant, action)
        for area in ("320400", "320411", "320412", None):
            answer = case.get(path, **asked, **({"area": area} if area else {}))
            inside = area is not None and case.world.is_under(area, case.grant.area)
            if area is None and path == "/records":
                continue
            wanted = 200 if allowed and inside else 403
            case.expect(
                f"{path} {area}",
                answer.status_code == wanted,
                (answer.status_code, wanted, answer.text[:200]),
            )


def _records(case: Case) -> None:
    """Lists hold what single reading permits; what is hidden is answered like what is not there."""
    for path, kind in _kinds(case).items():
        mine = {no for code, no in case.world.places if code == kind}
        allowed = matrix.has(case.grant.role, f"{kind}.read") and _reaches(case.grant, f"{kind}.read")
        status, listed = read_all(case.client, BASE + path, case.headers, "no")
        case.expect(path, status == (200 if allowed else 403), status)
        wanted = {
            no
            for no in mine
            if allowed and case.world.permits(case.grant, f"{kind}.read", (kind, no)) == "permit"
        }
        case.expect(f"{path} lists", listed == wanted, sorted(listed ^ wanted)[:5])
        for no in sorted(mine):
            for part, action in _parts(case, path):
                answer = case.get(part.replace("{record_no}", no))
                if not (matrix.has(case.grant.role, action) and _reaches(case.grant, action)):
                    case.expect(f"{part} {no}", answer.status_code == 403, answer.status_code)
                    continue
                _expect_reading(case, part, kind, no, answer, allowed=allowed, shown=no in wanted)


def _expect_reading(
    case: Case, path: str, kind: str, no: str, answer: Any, *, allowed: bool, shown: bool
) -> None:
    if not allowed:
        case.expect(f"{path} {no}", answer.status_code == 403, answer.status_code)
    elif shown:
        # A file that is not there yet, or a form that the record cannot fill, is no refusal of access.
        known = (
            answer.status_code in (200, 409)
            or "/file" in path
            or answer.json().get("code") != "record-not-found"
        )
        case.expect(
            f"{path} {no}",
            known and answer.status_code not in (401, 403),
            (answer.status_code, answer.text[:200]),
        )
    else:
        missing = case.get(path.replace("{record_no}", "MISSING"))
        same = answer.status_code == 404 and answer.text.replace(no, "MISSING") == missing.text
        case.expect(f"{path} {no} hidden", same, (answer.status_code, answer.text[:200]))


def _steps(case: Case) -> None:
    """Every step on every record, and every opening; nobody gives a version, so nothing is done."""
    for path, step in _posts(case):
        action = f"{step.kind.code}.{step.command}"
        body = smallest(step.form)
        if step.opens:
            answer = case.client.post(BASE + path, json=body | {"unknown": 1}, headers=case.headers)
            if not (matrix.has(case.grant.role, action) and _reaches(case.grant, action)):
                case.expect(path, answer.status_code == 403, answer.status_code)
            continue
        for code, no in case.world.places:
            if code == step.kind.code:
                answer = case.client.post(
                    BASE + path.replace("{record_no}", no), json=body, headers=case.headers
                )
                _expect_step(case, f"{path} {no}", action, (code, no), answer)


def _openings(case: Case) -> None:
    """A new sheet is drafted where the grant reaches, and nowhere else."""
    role_has = matrix.has(case.grant.role, "sheet.draft") and _reaches(case.grant, "sheet.draft")
    for area, office in (("320412", "A12"), ("320411", "A01"), ("320411", "A12")):
        sheet = {"area_code": area, "organisation": office, "level": "县抽"}
        answer = case.client.post(BASE + "/work/sheets", json={"sheet": sheet}, headers=case.headers)
        place = (frozenset({area}), frozenset({office}))
        inside = role_has and case.world.meets(case.grant, *place)
        wanted = 201 if inside else 403
        case.expect(
            f"draft in {area} by {office}",
            answer.status_code == wanted,
            (answer.status_code, answer.text[:200]),
        )
        if answer.status_code == 201:
            case.world.places["sheet", answer.json()["no"]] = Place(place, place)


def _expect_step(case: Case, what: str, action: str, key: tuple[str, str], answer: Any) -> None:
    role_has = matrix.has(case.grant.role, action) and _reaches(case.grant, action)
    decided = case.world.permits(case.grant, action, key)
    code = answer.json().get("code")
    if not role_has:
        case.expect(what, (answer.status_code, code) == (403, "not-permitted"), (answer.status_code, code))
    elif decided == "permit":
        case.expect(what, code == "version-missing", (answer.status_code, answer.text[:300]))
    elif decided == "forbid":
        by_department = action in matrix.DATA["by_department"]["steps"]
        wanted = {"not-permitted", "department-not-yours"} if by_department else {"not-permitted"}
        case.expect(what, answer.status_code == 403 and code in wanted, (answer.status_code, code))
    else:
        case.expect(
            what,
            (answer.status_code, code) == (404, "record-not-found"),
            (answer.status_code, code, answer.text[:200]),
        )


def _timing(case: Case) -> float:
    """How much longer a hidden sheet takes than one that is not there."""
    hidden = [
        no
        for code, no in case.world.places
        if code == "sheet" and case.world.permits(case.grant, "sheet.read", (code, no)) == "hidden"
    ]
    if not hidden or not matrix.has(case.grant.role, "sheet.read"):
        return 1.0
    taken: dict[str, list[float]] = {"hidden": [], "MISSING": []}
    for _ in range(15):
        for name, no in (("hidden", hidden[0]), ("MISSING", "MISSING")):
            begun = time.perf_counter()
            case.get(f"/work/sheets/{no}")
            taken[name].append(time.perf_counter() - begun)
    case.result.attempts += 30
    return statistics.median(taken["hidden"]) / statistics.median(taken["MISSING"])


def _routes(case: Case) -> Iterator[tuple[str, Any]]:
    for route in case.world.app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if route.path.startswith(f"{BASE}/"):
                yield re.sub(r":(str|int)\}", "}", route.path.removeprefix(BASE)), handler


def _posts(case: Case) -> list[tuple[str, StepResource]]:
    return [(path, handler.opt["step"]) for path, handler in _routes(case) if "step" in handler.opt]


def _kinds(case: Case) -> dict[str, str]:
    """Lists of records that are worked on, by their path."""
    shown = [
        (path, handler.opt["record"][0].code) for path, handler in _routes(case) if "record" in handler.opt
    ]
    return {path.removesuffix("/{record_no}"): kind for path, kind in shown if path.endswith("/{record_no}")}


def _parts(case: Case, path: str) -> list[tuple[str, str]]:
    """The record itself and whatever is shown of it alone, each with its action."""
    found = {
        (one.replace("{form}", "sheet"), handler.opt["action"])
        for one, handler in _routes(case)
        if one.startswith(f"{path}/{{record_no}}") and "record" in handler.opt
    }
    return sorted(found)


def _is_row(case: Case, path: str, no: str) -> bool:
    return no in _all_rows(case, path)


def _all_rows(case: Case, path: str) -> set[str]:
    """Keys of all rows, as the city's own office sees them (it reaches the whole city)."""
    city = next(one for one in case.world.tokens if one.role == "city-office" and one.area == "320400")
    headers = {"Authorization": f"Bearer {case.world.tokens[city]}"}
    known: dict[str, set[str]] = case.world.__dict__.setdefault("rows", {})
    if path not in known:
        known[path] = read_all(case.client, BASE + path, headers, ROWS[path][0])[1]
    return known[path]


TRIAL = Trial(
    "access",
    "every role × route × relation to the record is decided as the matrix says; nothing hidden can be told",
    55,
    run,
)
