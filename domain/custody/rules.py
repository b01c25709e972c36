"""Rules about a sample's way: order in time, temperatures, how long a spare sample is kept."""

import tomllib
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import load_clocks
from domain.custody.errors import TemperatureAbsurd
from domain.deadlines import deadline_of
from domain.errors import CatalogueInvalid

_FILE = Path(__file__).with_name("temperatures.toml")
TOO_WARM_OR_COLD = "custody-temperature"


@cache
def shipped_temperatures() -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Least and most by storage condition. Raises `CatalogueInvalid`."""
    try:
        rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["storage"]
        return {
            row["name"]: (
                Decimal(row["least"]) if "least" in row else None,
                Decimal(row["most"]) if "most" in row else None,
            )
            for row in rows
        }
    except (OSError, tomllib.TOMLDecodeError, KeyError, ArithmeticError) as error:
        raise CatalogueInvalid(_FILE.name, f"储存温度表有误（{error}）") from None


def insist_on_temperature(temperature: Decimal | None) -> None:
    """Raise `TemperatureAbsurd` for what no thermometer of a sample says."""
    if temperature is not None and not -100 <= temperature <= 100:
        raise TemperatureAbsurd(str(temperature))


def temperature_warning(storage: str | None, temperature: Decimal | None) -> str | None:
    """What is said of a temperature that the storage condition does not allow; None where nothing is to be said."""
    if storage is None or temperature is None:
        return None
    least, most = shipped_temperatures().get(storage, (None, None))
    low = least is not None and temperature < least
    high = most is not None and temperature > most
    if not low and not high:
        return None
    return f"{TOO_WARM_OR_COLD}：{temperature}℃ 不符合储存条件“{storage}”"


def keep_until(
    clock: str,
    concluded_on: date,
    produced_on: date | None,
    shelf_life_days: int | None,
    calendar: WorkCalendar,
) -> date:
    """The first day on which a spare sample may be disposed of: when the clock ends, or with its shelf life if sooner.

    `clock` is keep-qualified or keep-unqualified (食品安全抽样检验管理办法). Its last day is free already; the day after
    the shelf life's last is the first free one.
    """
    end = deadline_of(load_clocks()[clock], concluded_on, calendar).due
    assert isinstance(end, date)
    if produced_on is None or shelf_life_days is None:
        return end
    room = (date.max - produced_on).days - 1
    return min(end, produced_on + timedelta(days=min(shelf_life_days, room) + 1))
