"""`make bench`: speed and memory as ratios against floors measured in the same run, on a scale-1 synthetic year.

Every pair (ours, floor) is taken alternately and the best of the rounds counts on both sides, so that a busy moment
of the machine hits neither alone. Nothing here is a test: a slow machine must not fail a build.
"""

import io
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
from pypdf import PdfReader

from api.desk import Desk, load_desk
from api.migrations import migrate_database
from api.packaging import package_input
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.catalogue.venues import places_of_the_unit
from domain.indicators.compute import assess
from domain.indicators.schemas import SCHEMAS
from reports.fonts import find_fonts
from reports.model import Chart, CourseChart, Facts, Figures, Grid, Heading, Paragraph, Report
from reports.pdf.document import draw_report
from reports.report import build_report
from sampling.exchange.importing import import_exchange
from sampling.store.engine import make_engine
from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize
from tests.bench import duckdb_measures
from tests.bench.floors import import_floor, pdf_floor
from tests.bench.laboratory import laboratory

YEAR, AS_OF, CITY = 2023, date(2024, 3, 31), "320400"
SCALES = ("0.25", "1", "4")
MIB = 1024


@dataclass(frozen=True)
class Place:
    """A synthetic year on disk and the database it was imported into."""

    folder: Path
    database: Path


def best(rounds: int, *jobs: Callable[[], object]) -> list[float]:
    """The best time of each job, in seconds, the jobs taken in turn."""
    times = [math.inf] * len(jobs)
    for _ in range(rounds):
        for number, job in enumerate(jobs):
            begun = time.perf_counter()
            job()
            times[number] = min(times[number], time.perf_counter() - begun)
    return times


def say(name: str, ours: float, floor: float, bound: str) -> None:
    """Print one comparison."""
    print(
        f"{name:<44} {ours:8.3f} s   floor {floor:8.3f} s   ratio {ours / floor:5.2f}   ({bound})", flush=True
    )


def a_year(folder: Path, scale: str) -> Path:
    """A synthetic year of this scale."""
    made = folder / f"year-{scale}"
    synthesize(made, year=YEAR, scale=Decimal(scale), seed=1, city=read_city())
    return made


def fresh(file: Path) -> Path:
    """An empty migrated database."""
    for leftover in file.parent.glob(f"{file.name}*"):
        leftover.unlink()
    migrate_database(f"sqlite:///{file}", at=datetime.now(UTC))
    return file


def import_ours(source: Path, database: Path) -> None:
    """The whole import, as the command does it."""
    engine = make_engine(f"sqlite:///{fresh(database)}")
    report = import_exchange(
        engine, source, catalogue=load_catalogue(), clocks=load_clocks(), actor="基准", at=datetime.now(UTC)
    )
    assert not report.errors
    engine.dispose()


def import_bare(source: Path, database: Path) -> None:
    """The floor of an import."""
    engine = make_engine(f"sqlite:///{fresh(database)}")
    import_floor(engine, source)
    engine.dispose()


def child(*arguments: str, database: Path) -> float:
    """Peak memory in MiB of a command run as a process of its own."""
    script = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, "
        "stderr=subprocess.DEVNULL); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        env={**os.environ, "SHIAN_DATABASE_URL": f"sqlite:///{database}"},
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout) / MIB


def shian(*arguments: str) -> list[str]:
    """The command line."""
    return [str(Path(sys.executable).with_name("shian")), *arguments]


def rates(desk: Desk) -> tuple[Callable[[], object], Callable[[], object]]:
    """Our 38 measures × 8 areas and DuckDB's, on frames that are loaded; their results must agree."""
    places = pl.DataFrame(places_of_the_unit(), schema=["stage", "place"], orient="row")
    tables = duckdb_measures.deadline_tables(desk.frames, desk.calendar) | {"unit_places": places}

    def ours() -> object:
        return assess(desk.frames, desk.catalogue, desk.calendar, YEAR, AS_OF, CITY)

    connection = duckdb_measures.prepare(desk.frames, tables)

    def theirs() -> object:
        return duckdb_measures.run(connection.cursor(), desk.catalogue, CITY, YEAR, AS_OF)

    numbers = duckdb_measures.run(connection.cursor(), desk.catalogue, CITY, YEAR, AS_OF)
    for value in assess(desk.frames, desk.catalogue, desk.calendar, YEAR, AS_OF, CITY).values:
        assert numbers[value.measure.code, value.area] == (value.numerator, value.denominator), value
    return ours, theirs


def pages(desk: Desk) -> None:
    """PDF pages per second of the report against bare tables of the same rows."""
    fonts = find_fonts()
    given = package_input(desk, year=YEAR, as_of=AS_OF)
    report = build_report(given)
    rows = strings_of(report)
    ours, floor = best(3, lambda: draw_report(report, fonts), lambda: pdf_floor(rows, fonts.hei))
    our_pages = len(PdfReader(io.BytesIO(draw_report(report, fonts)[0])).pages)
    floor_pages = pdf_floor(rows, fonts.hei)[1]
    ratio = (our_pages / ours) / (floor_pages / floor)
    print(
        f"{'PDF pages per second':<44} {our_pages / ours:8.1f} /s  floor {floor_pages / floor:8.1f} /s  "
        f"ratio {ratio:5.2f}   (at least 0.5; {our_pages} and {floor_pages} pages)",
        flush=True,
    )


def strings_of(report: Report) -> list[tuple[tuple[str, ...], ...]]:
    """Every string of the report as tables: what is no table is rows of its own."""
    tables: list[tuple[tuple[str, ...], ...]] = []
    for section in report.sections:
        tables.append(((section.number, section.title, section.verdict),))
        for one in section.content:
            if isinstance(one, Grid):
                tables += [(tuple(column.header for column in one.columns),), one.rows] if one.rows else []
            elif isinstance(one, Paragraph | Heading):
                tables.append(((one.text,),))
            elif isinstance(one, Facts):
                tables.append(tuple((fact.label, fact.text, fact.figure) for fact in one.facts))
            elif isinstance(one, Figures):
                tables.append(tuple((figure.label, figure.text, figure.unit) for figure in one.figures))
            elif isinstance(one, Chart):
                tables.append(tuple((bar.label, bar.figure, bar.remark) for bar in one.bars))
            elif isinstance(one, CourseChart):
                tables.append(tuple((mark.label, mark.figure) for mark in one.marks))
    return tables


def long_report(desk: Desk) -> None:
    """The report of a city four times as large, of more than 300 pages, against bare tables of the same strings."""
    fonts = find_fonts()
    report = build_report(package_input(desk, year=YEAR, as_of=AS_OF), fonts.statement())
    rows = strings_of(report)
    ours, floor = best(2, lambda: draw_report(report, fonts), lambda: pdf_floor(rows, fonts.hei))
    count = len(PdfReader(io.BytesIO(draw_report(report, fonts)[0])).pages)
    say(f"report of {count} pages against the same strings", ours, floor, "at most 2")


def growth_of_pages(desks: dict[str, Desk]) -> None:
    """Seconds over pages between the smallest and the largest city: the exponent is 1 where a page costs the same."""
    fonts, drawn = find_fonts(), {}
    for scale, desk in desks.items():
        report = build_report(package_input(desk, year=YEAR, as_of=AS_OF), fonts.statement())
        (seconds,) = best(2, lambda report=report: draw_report(report, fonts))  # type: ignore[misc]
        drawn[scale] = len(PdfReader(io.BytesIO(draw_report(report, fonts)[0])).pages), seconds
    (fewest, least), (most, longest) = (drawn[scale] for scale in (SCALES[0], SCALES[-1]))
    exponent = math.log(longest / least) / math.log(most / fewest)
    listed = "  ".join(f"{count} pages: {seconds:.3f} s" for count, seconds in drawn.values())
    print(
        f"{'growth of the report with its pages':<44} {listed}   exponent {exponent:.2f}   (at most 1.1)",
        flush=True,
    )


def eight_packages(database: Path, folder: Path) -> None:
    """The city's package and those of its seven districts, each a process of its own, one after the other."""
    engine = make_engine(f"sqlite:///{database}")
    districts = load_desk(engine).assessor(YEAR, AS_OF).districts
    engine.dispose()
    begun, peaks = time.perf_counter(), []
    for area in (CITY, *districts):
        output = ("--area", area, "--output", str(folder / f"{area}.zip"))
        peaks.append(
            child(
                *shian("package", "--year", str(YEAR), "--as-of", AS_OF.isoformat(), *output),
                database=database,
            )
        )
    taken = time.perf_counter() - begun
    print(
        f"{f'{len(peaks)} packages together':<44} {taken:8.3f} s   largest {max(peaks):.0f} MiB   (under 512)",
        flush=True,
    )


def growth(name: str, times: dict[str, float], bound: str) -> None:
    """The exponent of growth between the smallest and the largest scale."""
    small, large = SCALES[0], SCALES[-1]
    exponent = math.log(times[large] / times[small]) / math.log(float(large) / float(small))
    listed = "  ".join(f"{scale}: {times[scale]:.3f} s" for scale in times)
    print(f"{name:<44} {listed}   exponent {exponent:.2f}   ({bound})", flush=True)


def bare_reading(database: Path) -> list[str]:
    """A process that reads the columns the indicators need, and imports nothing but sqlite3."""
    statements = [f"SELECT {', '.join(schema)} FROM {table}" for table, schema in SCHEMAS.items()]
    code = (
        "import json, sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n"
        "for s in json.loads(sys.argv[2]): c.execute(s).fetchall()"
    )
    return [sys.executable, "-c", code, str(database), json.dumps(statements)]


def command(arguments: list[str], database: Path) -> Callable[[], object]:
    """A process run to its end."""
    environment = {**os.environ, "SHIAN_DATABASE_URL": f"sqlite:///{database}"}
    return lambda: subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Run all comparisons and print them."""
    indicators = shian("indicators", "--year", str(YEAR), "--as-of", AS_OF.isoformat(), "--format", "json")
    with tempfile.TemporaryDirectory(prefix="shian-bench-") as scratch:
        folder = Path(scratch)
        years = {scale: a_year(folder, scale) for scale in SCALES}
        full, database, spare = years["1"], folder / "shian.db", folder / "floor.db"
        ours, floor = best(3, lambda: import_ours(full, database), lambda: import_bare(full, spare))
        say("import against csv + executemany", ours, floor, "at most 4")
        imports = {"1": ours}
        desk = load_desk(make_engine(f"sqlite:///{database}"))
        mine, theirs = rates(desk)
        ours, floor = best(7, mine, theirs)
        say("38 measures × 8 areas against DuckDB SQL", ours, floor, "at most 1")
        computing = {"1": ours}
        ours, floor = best(5, command(indicators, database), command(bare_reading(database), database))
        say("indicators command against reading alone", ours, floor, "at most 3")
        commands = {"1": ours}
        pages(desk)
        eight_packages(database, folder)
        laboratory(folder, fresh)
        output = folder / "package.zip"
        peaks = {
            "import": child(*shian("import", str(full)), database=fresh(folder / "peak.db")),
            "indicators": child(*indicators, database=database),
            "package": child(
                *shian("package", "--year", str(YEAR), "--as-of", AS_OF.isoformat(), "--output", str(output)),
                database=database,
            ),
        }
        print(
            "peak memory "
            + ", ".join(f"{name} {peak:.0f} MiB" for name, peak in peaks.items())
            + "   (under 1024)"
        )
        desks = {"1": desk}
        for scale in ("0.25", "4"):
            file = folder / f"growth-{scale}.db"
            imports[scale] = best(1 if scale == "4" else 3, lambda s=scale, f=file: import_ours(years[s], f))[
                0
            ]  # type: ignore[misc]
            other = desks[scale] = load_desk(make_engine(f"sqlite:///{file}"))
            computing[scale] = best(
                5, lambda d=other: assess(d.frames, d.catalogue, d.calendar, YEAR, AS_OF, CITY)
            )[0]  # type: ignore[misc]
            commands[scale] = best(3, command(indicators, file))[0]
        for name, times in (
            ("import", imports),
            ("38 measures", computing),
            ("indicators command", commands),
        ):
            growth(f"growth of {name}", {scale: times[scale] for scale in SCALES}, "at most 1.1")
        long_report(desks[SCALES[-1]])
        growth_of_pages({scale: desks[scale] for scale in SCALES})
    print(f"peak memory of this benchmark {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB:.0f} MiB")


if __name__ == "__main__":
    main()
