"""A synthetic city-year as an exchange folder: the one entry to this package."""

from decimal import Decimal
from pathlib import Path

from domain.calendar import WorkCalendar
from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import UnusableInput
from sampling.calendar import shipped_calendar
from sampling.synthesis.awkward import AwkwardCases
from sampling.synthesis.campaign import Campaign
from sampling.synthesis.city import CityFile
from sampling.synthesis.clues import Clues
from sampling.synthesis.dice import Dice
from sampling.synthesis.filings import Filings
from sampling.synthesis.followup import FollowUp
from sampling.synthesis.layout import District, PlanRow, lay_out, plan_rows, write_plans
from sampling.synthesis.parties import Casting
from sampling.synthesis.recipe import Recipe, load_recipe
from sampling.synthesis.registers import Register, write_enterprises
from sampling.synthesis.season import Season
from sampling.synthesis.sheets import SheetWriter
from sampling.synthesis.supervision import Supervision
from sampling.synthesis.writing import ExchangeWriter

YEARS = (1910, 2090)  # the exchange format's years, with room for what precedes and follows
LARGEST_SCALE = Decimal(1000)


class SynthesisRefused(UnusableInput):
    """The year or the scale is out of range."""

    code = "synthesis-refused"

    def __init__(self, what: str, given: str, allowed: str) -> None:
        super().__init__(
            f"{what} {given} 不能用于合成数据，{allowed}", what=what, given=given, allowed=allowed
        )


def synthesize(
    out: Path,
    *,
    year: int,
    scale: Decimal,
    seed: int,
    city: CityFile,
    calendar: WorkCalendar | None = None,
    catalogue: Catalogue | None = None,
) -> dict[str, int]:
    """Write a synthetic year into the empty folder `out`; returns the records of each table, and `items`.

    Scale 1 is a real city's year (about 6 batches per thousand residents); other scales multiply residents, batches,
    enterprises, plans and cases alike, while the areas stay. The same arguments give the same bytes everywhere;
    calendar and catalogue default to the shipped ones. Raises `SynthesisRefused`, `FolderNotEmpty`, `FolderNotWritable`.
    """
    if not YEARS[0] <= year <= YEARS[1]:
        raise SynthesisRefused("年份", str(year), f"请改用 {YEARS[0]} 至 {YEARS[1]} 之间的年份")
    if not (scale.is_finite() and 0 < scale <= LARGEST_SCALE):
        raise SynthesisRefused("规模", str(scale), f"应大于 0 且不超过 {LARGEST_SCALE}，如 0.25、1、4")
    calendar = calendar or shipped_calendar()
    recipe = load_recipe()
    districts = lay_out(city, recipe, year, scale)
    plans = plan_rows(city, districts, recipe, year)
    with ExchangeWriter(out) as writer:
        _write_areas(city, year, scale, writer)
        write_plans(plans, year, writer)
        register = Register(recipe, districts, plans, year, Dice(seed, "enterprises"))
        write_enterprises(register.enterprises, writer)
        _write_sampling(writer, recipe, city, districts, plans, register, calendar, year, seed)
        Supervision(writer, Dice(seed, "supervision"), year).run(register.enterprises)
        Clues(writer, Dice(seed, "cases"), calendar, year).run(districts, city.root.code)
        Filings(writer, Dice(seed, "returns"), recipe, year).run(
            catalogue or load_catalogue(), city, districts
        )
        return {**writer.counts, "items": writer.items}


def _write_sampling(
    writer: ExchangeWriter,
    recipe: Recipe,
    city: CityFile,
    districts: tuple[District, ...],
    plans: list[PlanRow],
    register: Register,
    calendar: WorkCalendar,
    year: int,
    seed: int,
) -> None:
    dice = Dice(seed, "sampling")
    casting = Casting(register, dice, year)
    sheets = SheetWriter(recipe, year, writer, dice)
    follow_up = FollowUp(writer, Dice(seed, "follow-up"), calendar, districts, year)
    AwkwardCases(recipe, districts, casting, sheets, follow_up, calendar, dice, year, city.root.code).run(
        plans
    )
    campaign = Campaign(recipe, districts, casting, Season(calendar, year), sheets, follow_up, dice)
    campaign.run(plans)
    campaign.cover_producers(register, year)


def _write_areas(city: CityFile, year: int, scale: Decimal, writer: ExchangeWriter) -> None:
    for area in city.areas:
        writer.write(
            "areas", {"code": area.code, "name": area.name, "level": area.level, "parent_code": area.parent}
        )
    for row in city.population(year, scale):
        writer.write(
            "population",
            {"area_code": row.area, "year": row.year, "residents": row.count, "source": row.source},
        )
