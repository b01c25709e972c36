"""The districts of a synthetic year and the plan rows that its batches fill."""

from dataclasses import dataclass
from decimal import Decimal

from sampling.synthesis.city import CityFile
from sampling.synthesis.dice import share_out
from sampling.synthesis.recipe import Profile, Recipe, Task
from sampling.synthesis.writing import ExchangeWriter

_SUFFIXES = ("市", "区", "县")


@dataclass(frozen=True, slots=True)
class District:
    """A district of the year. `people` is scaled; `batches` are those of city and district tasks."""

    position: int
    code: str
    word: str  # its name in names of enterprises
    towns: tuple[str, ...]
    people: int
    batches: int
    failures: int  # per cent of the usual share of unqualified batches


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan row. `district` is None for the city's own rows, `stage` for rows that leave the stage open."""

    number: str
    task: Task
    area: str
    district: District | None
    profile: Profile
    stage: str | None
    batches: int


def lay_out(city: CityFile, recipe: Recipe, year: int, scale: Decimal) -> tuple[District, ...]:
    """The city's districts, sized by their residents and the scale."""
    districts = []
    for position, area in enumerate(city.districts):
        people = int(city.people(area, year) * scale)
        share = recipe.district_batches[position % len(recipe.district_batches)]
        word = area.name[:-1] if len(area.name) > 2 and area.name.endswith(_SUFFIXES) else area.name
        batches = people * recipe.batches_per_100k * share // 10_000_000
        failures = recipe.district_failures[position % len(recipe.district_failures)]
        districts.append(
            District(position, area.code, word, city.towns(area.code), people, batches, failures)
        )
    return tuple(districts)


def plan_rows(city: CityFile, districts: tuple[District, ...], recipe: Recipe, year: int) -> list[PlanRow]:
    """The plan of the year: per district by task, food and stage; 风险监测 of the city in rows of the city's own."""
    rows: list[PlanRow] = []
    for district in districts:
        numbers = iter(range(1, 1_000_000))
        for task, total in _task_totals(district, recipe):
            if task.kind == "风险监测" and task.level == "市抽":
                continue
            for profile, stage, batches in _cells(recipe, task, total):
                number = f"JH{year}{district.code}{next(numbers):04d}"
                rows.append(PlanRow(number, task, district.code, district, profile, stage, batches))
    numbers = iter(range(1, 1_000_000))
    for task in recipe.tasks:
        if task.kind != "风险监测" or task.level != "市抽":
            continue
        total = sum(dict(_task_totals(district, recipe))[task] for district in districts)
        for profile, stage, batches in _cells(recipe, task, total):
            number = f"JH{year}{city.root.code}{next(numbers):04d}"
            rows.append(PlanRow(number, task, city.root.code, None, profile, stage, batches))
    return rows


def write_plans(rows: list[PlanRow], year: int, writer: ExchangeWriter) -> None:
    """Write the plan table."""
    for row in rows:
        writer.write(
            "plans",
            {
                "plan_no": row.number,
                "year": year,
                "kind": row.task.kind,
                "level": row.task.level,
                "area_code": row.area,
                "category": row.profile.category,
                "stage": row.stage,
                "batches": row.batches,
            },
        )


def _task_totals(district: District, recipe: Recipe) -> list[tuple[Task, int]]:
    """Batches by task: those of city and district levels add up to the district's, the others come on top."""
    local = [task for task in recipe.tasks if task.level in ("市抽", "县抽")]
    totals = dict(zip(local, share_out(district.batches, [task.share for task in local]), strict=True))
    return [(task, totals.get(task, district.batches * task.share // 1000)) for task in recipe.tasks]


def _cells(recipe: Recipe, task: Task, total: int) -> list[tuple[Profile, str | None, int]]:
    """The rows of a task with their planned batches; rows that would plan nothing are left out."""
    cells: list[tuple[Profile, str | None]] = []
    weights: list[int] = []
    for profile in recipe.profiles:
        if task.kind == "农产品监测" and not profile.farm:
            continue
        if task.kind == "监督抽检":
            whole = sum(profile.stages.values())
            for stage, weight in profile.stages.items():
                cells.append((profile, stage))
                weights.append(profile.weight * weight * 1000 // whole)
        else:
            cells.append((profile, None))
            weights.append(profile.weight * 1000)
    shares = share_out(total, weights)
    return [
        (profile, stage, batches) for (profile, stage), batches in zip(cells, shares, strict=True) if batches
    ]
