"""Applications for tests: their routes are made once in each process, for making them is what takes long."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Protocol, Unpack

from litestar import Litestar
from sqlalchemy import Engine

from api.app import create_app, routes_over
from api.parts import Options, Parts, parts_of

_MADE: list[tuple[Litestar, Parts]] = []


class Application(Protocol):
    """`create_app` without bounds on requests."""

    def __call__(self, engine: Engine, **options: Unpack[Options]) -> Litestar:
        """An application over the database."""


@contextmanager
def lent_application() -> Iterator[Application]:
    """The first application that is asked for inside has the shared routes, any other its own."""
    taken = False

    def make(engine: Engine, **options: Unpack[Options]) -> Litestar:
        nonlocal taken
        if taken:
            return create_app(engine, **options)
        taken = True
        return _shared(parts_of(engine, **options))

    yield make


def _shared(parts: Parts) -> Litestar:
    if not _MADE:
        _MADE.append((routes_over(parts), parts))
    app, held = _MADE[0]
    for field in fields(Parts):
        setattr(held, field.name, getattr(parts, field.name))
    return app
