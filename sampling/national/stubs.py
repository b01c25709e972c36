"""Enterprises that an import of national exports added as stubs (待核): listing and confirming them."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from domain.errors import RecordNotFound
from sampling.audit import Change, canonical_json, write_entry
from sampling.store import national as store
from sampling.store.engine import reading, transaction
from sampling.store.imports import confirm_enterprises


def list_stubs(engine: Engine) -> list[Mapping[str, Any]]:
    """All stubs by credit code, with their area's name."""
    with reading(engine) as connection:
        return store.stubs(connection)


def confirm_stubs(engine: Engine, credit_codes: Sequence[str], *, actor: str, at: datetime) -> list[str]:
    """Take the mark 待核 off; from then on the enterprises count as registered. Returns those that carried it.

    Confirming says that everything on the stub is right, its 成立日期 (the day it was first sampled) included; an office
    that knows better imports the enterprise with its `enterprises` table instead, which confirms it as well.
    Raises `RecordNotFound` for a code that is not in the register; nothing is changed then.
    """
    codes = sorted(set(credit_codes))
    with transaction(engine) as connection:
        known = store.stored_enterprises(connection, codes)
        for code in codes:
            if code not in known:
                raise RecordNotFound("主体", code)
        waiting = {stub["credit_code"] for stub in store.stubs(connection)}
        confirmed = [code for code in codes if code in waiting]
        if confirmed:
            confirm_enterprises(connection, confirmed)
            write_entry(
                connection,
                at=at,
                actor=actor,
                command="national confirm",
                summary=f"核实待核主体 {len(confirmed)} 家",
                details={"enterprises": confirmed},
                digest=hashlib.sha256(canonical_json(confirmed).encode()).hexdigest(),
                changes=[
                    Change("enterprises", code, "updated", {"confirmed": False}, {"confirmed": True})
                    for code in confirmed
                ],
            )
    return confirmed
