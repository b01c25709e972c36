"""The root of the audit chain written outside while the program serves."""

from pathlib import Path

from sqlalchemy import Engine

from api.anchoring import write_anchor
from api.clock import now
from domain.audit.chain import Root
from sampling.audit import root_of
from sampling.store.engine import reading


class AnchorKeeper:
    """Writes the root to a file or folder whenever it is another one."""

    def __init__(self, engine: Engine, place: Path) -> None:
        self._engine = engine
        self._place = place
        self._written: Root | None = None

    def write_once(self) -> None:
        """Write the root unless it is the one that was written last."""
        with reading(self._engine) as connection:
            root = root_of(connection)
        if root != self._written:
            write_anchor(self._place, root, now())
            self._written = root
