"""The outcome of an import, as the command line and `report.json` show it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sampling.exchange.findings import Finding


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Counts of records by table (every table that was present), errors and warnings in order.

    `accepted` are new records, `updated` ones with other content than stored, `unchanged` ones with the same; all
    are zero where the import was refused as a whole. `changed_database` is False for a dry run as well.
    """

    accepted: dict[str, int]
    unchanged: dict[str, int]
    updated: dict[str, int]
    errors: list[Finding]
    warnings: list[Finding]
    dry_run: bool = False
    changed_database: bool = False
    audit_entry: int | None = None
    marked_copy: Path | None = None
    more_marked_copies: tuple[Path, ...] = ()  # where an import of several workbooks refused more than one
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def exit_status(self) -> int:
        """0 when every row was accepted, 1 when rows were refused."""
        return 1 if self.errors else 0

    def as_dict(self) -> dict[str, Any]:
        """The shape of `report.json`."""
        return {
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "updated": self.updated,
            "errors": [finding.as_dict() for finding in self.errors],
            "warnings": [finding.as_dict() for finding in self.warnings],
        }

    def to_json(self) -> str:
        """`report.json` as text."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n"
