"""The returns that departments file each quarter: every returns measure of the catalogue, every filer, four quarters."""

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from domain.catalogue.measures import Catalogue, Measure
from sampling.synthesis.city import CityFile
from sampling.synthesis.dice import Dice
from sampling.synthesis.layout import District
from sampling.synthesis.recipe import Recipe, ReturnRecipe
from sampling.synthesis.writing import ExchangeWriter

ACCEPTED, DRAFT, SUBMITTED, SENT_BACK = "已审核", "草稿", "已提交", "退回"
_RAMP = (Fraction(1, 5), Fraction(1, 2), Fraction(3, 4), Fraction(1))
# The fifth district is the one that lags; the last has one measure whose fourth quarter nobody has reviewed yet.
_LAGGING = 4
_CARRIED = (2, 1, 3, 0)  # problems that each quarter leaves to the next, where a measure carries over


class Filings:
    """Writes the table `returns`."""

    def __init__(self, writer: ExchangeWriter, dice: Dice, recipe: Recipe, year: int) -> None:
        self._writer, self._dice, self._recipe, self._year = writer, dice, recipe, year
        self._turn = 0

    def run(self, catalogue: Catalogue, city: CityFile, districts: tuple[District, ...]) -> None:
        """Write the returns of all measures that are filed."""
        measures = [measure for measure in catalogue.measures if not measure.from_records]
        unreviewed = measures[len(measures) * 3 // 4] if measures else None
        people = sum(district.people for district in districts)
        for measure in measures:
            recipe = self._recipe.returns.get(measure.code) or _from_target(measure)
            if "district" in measure.filed_by:
                for district in districts:
                    lags = district.position == _LAGGING % len(districts)
                    ratio = recipe.lagging if lags and recipe.lagging is not None else recipe.ratio
                    last = measure is unreviewed and district is districts[-1]
                    size = _size(recipe, district.people, len(districts))
                    self._file(measure, recipe, district.code, size, ratio, unreviewed=last)
            if "city" in measure.filed_by:
                size = _size(recipe, people if measure.filed_by == ("city",) else people // 8, len(districts))
                self._file(measure, recipe, city.root.code, size, recipe.ratio, unreviewed=False)

    def _file(
        self,
        measure: Measure,
        recipe: ReturnRecipe,
        area: str,
        size: int,
        ratio: Decimal,
        *,
        unreviewed: bool,
    ) -> None:
        """The four quarters of one filer, and a return of the year before and one of the year after now and then."""
        carried = 0
        if ratio != 1:
            ratio = ratio * self._dice.between(986, 1018) / 1000
        for quarter in range(4):
            denominator = size
            if recipe.fixed is None:
                denominator = max(
                    1, size * (self._dice.between(96, 104) if measure.over == "flow" else 100) // 100
                )
            share = Fraction(ratio) * (_RAMP[quarter] if recipe.ramp else 1)
            numerator = _numerator(measure, denominator, share, recipe.places)
            if measure.carries_over:
                left = min(_CARRIED[quarter], denominator)
                numerator, carried = Decimal(denominator - left + carried), left
            name = f"{self._year}Q{quarter + 1}"
            state = SUBMITTED if unreviewed and quarter == 3 else ACCEPTED
            self._versions(measure.code, area, name, numerator, denominator, state)
        if self._turn % 23 == 0:
            self._write(measure.code, area, f"{self._year - 1}Q4", Decimal(size), size, ACCEPTED, 1)
            self._write(measure.code, area, f"{self._year + 1}Q1", Decimal(0), size, SUBMITTED, 1)

    def _versions(
        self, measure: str, area: str, quarter: str, numerator: Decimal, denominator: int, state: str
    ) -> None:
        """One return in one version, mostly; now and then with the versions that came before or after it."""
        self._turn += 1
        earlier = max(numerator - 1, Decimal(0))
        course = self._turn % 17
        if state != ACCEPTED or course not in (2, 5, 8, 11, 14):
            self._write(measure, area, quarter, numerator, denominator, state, 1)
        elif course == 2:  # sent back, then accepted
            self._write(measure, area, quarter, earlier, denominator, SENT_BACK, 1)
            self._write(measure, area, quarter, numerator, denominator, ACCEPTED, 2)
        elif course == 5:  # accepted, then corrected and accepted again
            self._write(measure, area, quarter, earlier, denominator, ACCEPTED, 1)
            self._write(measure, area, quarter, numerator, denominator, ACCEPTED, 2)
        elif course == 8:  # accepted, with a correction that nobody has submitted
            self._write(measure, area, quarter, numerator, denominator, ACCEPTED, 1)
            self._write(measure, area, quarter, earlier, denominator, DRAFT, 2)
        elif course == 11:  # versions are numbers: 10 comes after 9
            self._write(measure, area, quarter, earlier, denominator, ACCEPTED, 9)
            self._write(measure, area, quarter, numerator, denominator, ACCEPTED, 10)
        else:  # accepted, with a correction that was sent back and one that waits
            self._write(measure, area, quarter, numerator, denominator, ACCEPTED, 1)
            self._write(measure, area, quarter, earlier, denominator, SENT_BACK, 2)
            self._write(measure, area, quarter, earlier, denominator, SUBMITTED, 3)

    def _write(
        self,
        measure: str,
        area: str,
        quarter: str,
        numerator: Decimal,
        denominator: int,
        state: str,
        version: int,
    ) -> None:
        self._writer.write(
            "returns",
            {
                "measure": measure,
                "area_code": area,
                "quarter": quarter,
                "numerator": numerator,
                "denominator": denominator,
                "state": state,
                "version": version,
            },
        )


def _size(recipe: ReturnRecipe, people: int, districts: int) -> int:
    if recipe.fixed == "districts":
        return districts
    return max(1, recipe.per_million * people // 1_000_000)


def _numerator(measure: Measure, denominator: int, share: Fraction, places: int) -> Decimal:
    """The share of the denominator, rounded up to the places so that a small filer does not fall below it."""
    unit = 10**places
    units = -(-denominator * share.numerator * unit // share.denominator)
    numerator = Decimal(units).scaleb(-places) if places else Decimal(units)
    if measure.numerator_is_part:
        numerator = min(numerator, Decimal(denominator))
    return numerator.quantize(Decimal(1).scaleb(-places), ROUND_DOWN)


def _from_target(measure: Measure) -> ReturnRecipe:
    """Figures a little above the target of a measure that the data file does not know."""
    ratio = measure.target.bound / measure.scale
    better = ratio * Decimal("1.01") if measure.target.at_least else ratio * Decimal("0.9")
    return ReturnRecipe(min(better, Decimal(1)) if measure.numerator_is_part else better)
