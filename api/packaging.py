"""Where figures and documents meet: a package is made from the desk, and compared with a database again."""

import hashlib
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from api import settings
from api.desk import Desk, is_synthetic
from api.tables import assessment_json
from domain.catalogue.measures import SHIPPED
from domain.indicators.compute import assess_on
from domain.indicators.ledgers import plan_ledger, unqualified_ledger
from domain.indicators.records import records_on
from reports.fonts import find_fonts
from reports.model import PackageInput
from reports.package import write_package


def package_input(
    desk: Desk, *, year: int, as_of: date, area: str | None = None, city: str | None = None
) -> PackageInput:
    """Values, the rows behind them and the ledgers for the city (area None or the city's code) or one area of it."""
    assessor = desk.assessor(year, as_of, city=city)
    if area is not None and area != assessor.city:
        assessor = desk.assessor(year, as_of, city=assessor.city, area=area)
    subject = area or assessor.city
    assessment = assess_on(assessor)
    names = desk.frames["areas"].select("code", "name").iter_rows()
    return PackageInput(
        assessment=assessment,
        area=assessor.infos[subject],
        area_names=dict(names),
        records={m.code: records_on(assessor, m, subject) for m in desk.catalogue.measures},
        plans=plan_ledger(assessor, subject),
        unqualified=unqualified_ledger(assessor, subject),
        software_version=version("shian"),
        catalogue_sha256=hashlib.sha256((settings.catalogue_file() or SHIPPED).read_bytes()).hexdigest(),
        synthetic=is_synthetic(desk.frames),
    )


def make_package(
    desk: Desk, *, year: int, as_of: date, area: str | None, city: str | None, output: Path
) -> str:
    """Write the package to `output` (whole or not at all) and return its SHA-256."""
    fonts = find_fonts(office_folder=settings.fonts_folder())
    write_package(package_input(desk, year=year, as_of=as_of, area=area, city=city), output, fonts)
    with output.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(desk: Desk, sealed: dict[str, Any]) -> list[dict[str, Any]]:
    """Values of a sealed package that the database no longer gives: each with what was sealed and what comes out."""
    year, as_of = int(sealed["year"]), date.fromisoformat(sealed["as_of"])
    found: list[dict[str, Any]] = []
    again: dict[tuple[str, str], Any] = {}
    for area in dict.fromkeys(row["area"] for row in sealed["values"]):
        assessor = desk.assessor(year, as_of, city=sealed["city"], area=area)
        again |= {
            (row["measure"], row["area"]): row for row in assessment_json(assess_on(assessor))["values"]
        }
    for row in sealed["values"]:
        now = again.pop((row["measure"], row["area"]), None)
        if now != row:
            found.append({"measure": row["measure"], "area": row["area"], "sealed": row, "database": now})
    found += [{"measure": m, "area": a, "sealed": None, "database": row} for (m, a), row in again.items()]
    return found
