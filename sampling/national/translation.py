"""One row of the national export as a row of the exchange format's `samples`.

Pure: rows in, rows out. What the reader of the exchange format forgives or refuses (dates, numbers, people, missing
cells) is left to it; here only the system's own words are turned into ours.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from domain.exchange.choices import ITEM_CLASSES
from domain.exchange.tables import SAMPLES
from domain.national import headers as h
from domain.national import words
from domain.national.headers import HeaderRow
from domain.national.text import filled, folded, is_nothing, squeezed
from sampling.cells.spreadsheet import cell_text
from sampling.exchange.raw import RawRow
from sampling.national.cells import (
    credit_code_of,
    empty_if_nothing,
    lost_digits,
    sheet_number,
    unbroken,
    year_of,
)
from sampling.national.registers import Registers

ITEM_OTHER = ITEM_CLASSES[-1]
_TEXT = SAMPLES.column("unit_name")
_PEOPLE_APART = re.compile(r"[/\\|\r\n]+")

FED_BY: dict[str, tuple[str, ...]] = {
    "sheet_no": (h.SHEET_NO,),
    "task_kind": (h.CLASS_1, h.PURPOSE, h.EVALUATIVE),
    "level": h.LEVEL_SOURCES,
    "plan_no": (h.CLASS_2,),
    "state": (h.STATE, h.CONCLUSION),
    "stage": (h.STAGE,),
    "place": (h.PLACE,),
    "area_code": (h.COUNTY,),
    "unit_code": (h.LICENCE,),
    "unit_name": (h.UNIT_NAME,),
    "producer_code": (h.PRODUCER_NAME,),
    "producer_name": (h.PRODUCER_NAME,),
    "sample_name": (h.SAMPLE_NAME,),
    "category": (h.CATEGORY,),
    "produced_on": (h.PRODUCED_ON, h.HANDLED_ON),
    "batch_no": (h.BATCH_NO,),
    "sampled_on": (h.SAMPLED_ON,),
    "samplers": (h.SAMPLERS,),
    "laboratory": (h.LABORATORY,),
    "received_on": (h.RECEIVED_ON,),
    "report_no": (h.REPORT_NO,),
    "reported_on": (h.REPORTED_ON,),
    "item_name": (h.ITEM,),
    "item_class": (h.ITEM_CLASS, h.ITEM),
    "result": (h.RESULT,),
    "unit": (h.RESULT_UNIT,),
    "max_limit": (h.MAX_LIMIT,),
    "min_limit": (h.MIN_LIMIT,),
    "verdict": (h.VERDICT,),
    "method_basis": (h.METHOD_BASIS,),
    "judgement_basis": (h.JUDGEMENT_BASIS,),
}
"""Which columns of the export feed each column of ours; a bad cell is reported under the first that the file has."""

ALWAYS = frozenset(
    {column.name for column in SAMPLES.columns if column.required} | {"item_name", "item_class", "verdict"}
)
"""Columns of ours that every translated row has."""


def columns_fed(header: HeaderRow) -> frozenset[str]:
    """Columns of ours that a file with this header brings; stored values of the others stay."""
    return ALWAYS | {
        name for name, sources in FED_BY.items() if any(source in header.positions for source in sources)
    }


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The sheet-level part of a row: our cells, the words kept, and what the lookups found or did not find."""

    cells: dict[str, object]
    words: dict[str, str]
    area_question: str = ""  # why the area is not clear, for people
    plan_asked: str = ""  # a 报送分类-2 that no plan row answers to
    unknown_unit: str = ""  # the sampled unit's credit code where the register has no such enterprise


@dataclass(frozen=True, slots=True)
class ItemRow:
    """The item-level part of a row. `unclassified` names an item that the dictionary does not know."""

    cells: dict[str, object]
    unclassified: str = ""


class RowReader:
    """Cells of one file's rows by the name of their column, as text; dates and codes as the file holds them."""

    def __init__(self, header: HeaderRow) -> None:
        self._positions: Mapping[str, tuple[int, ...]] = header.positions

    def raw(self, row: RawRow, name: str) -> object:
        """The cell, the first filled one where the column stands several times; empty text where it does not."""
        cell: object = ""
        for at in self._positions.get(name, ()):
            cell = row[at]
            if not isinstance(cell, str) or cell.strip():
                break
        return cell

    def text(self, row: RawRow, name: str) -> str:
        """The cell as text."""
        cell = self.raw(row, name)
        return cell if isinstance(cell, str) else cell_text(_TEXT, cell)


def translate_sheet(row: RawRow, reader: RowReader, registers: Registers) -> SheetRow:
    """Everything about the sheet. A task level that no cell tells stays empty, so that it is refused as missing."""
    text = partial(reader.text, row)
    task = _task_words(text)
    level = words.task_level(task)
    found = registers.areas.find(text(h.CITY), text(h.COUNTY))
    area = found[0] if len(found) == 1 else None
    task_name = unbroken(text(h.CLASS_2))
    code = credit_code_of(text(h.LICENCE))
    cells = _sheet_cells(row, reader, registers)
    plan = registers.plans.find(
        task_name,
        year=year_of(reader.raw(row, h.SAMPLED_ON)),
        level=level,
        area=area,
        category=str(cells["category"]),
        stage=str(cells["stage"]),
    )
    cells |= {
        "task_kind": words.task_kind(task),
        "level": level or filled(task.level),
        "plan_no": plan or "",
        "area_code": area or _no_area(text(h.COUNTY)),
        "unit_code": code or lost_digits(reader.raw(row, h.LICENCE)),
    }
    kept = {name: value for name in h.WORDS_KEPT if (value := filled(text(name)))}
    if not code and (licence := filled(text(h.LICENCE))):
        kept[h.LICENCE] = licence
    return SheetRow(
        cells,
        kept,
        area_question="" if area else _area_question(text(h.CITY), text(h.COUNTY), found, registers),
        plan_asked=task_name if task_name and plan is None else "",
        unknown_unit=code if code not in registers.enterprises else "",
    )


def _sheet_cells(row: RawRow, reader: RowReader, registers: Registers) -> dict[str, object]:
    """The cells that are taken over, or follow from one column alone."""
    text, raw = partial(reader.text, row), partial(reader.raw, row)
    producer = unbroken(text(h.PRODUCER_NAME))
    produced_on = empty_if_nothing(raw(h.PRODUCED_ON))
    return {
        "sheet_no": sheet_number(raw(h.SHEET_NO)),
        "state": words.sheet_state(text(h.STATE), text(h.CONCLUSION)),
        "stage": words.sampling_stage(text(h.STAGE)),
        "place": squeezed(text(h.PLACE)),
        "unit_name": unbroken(text(h.UNIT_NAME)),
        "producer_code": registers.producers.get(folded(producer), "") if producer else "",
        "producer_name": producer,
        "sample_name": unbroken(text(h.SAMPLE_NAME)),
        "category": squeezed(text(h.CATEGORY)),
        "produced_on": empty_if_nothing(raw(h.HANDLED_ON)) if produced_on == "" else produced_on,
        "batch_no": unbroken(text(h.BATCH_NO)),
        "sampled_on": raw(h.SAMPLED_ON),
        "samplers": _PEOPLE_APART.sub("、", text(h.SAMPLERS).strip()),
        "laboratory": unbroken(text(h.LABORATORY)),
        "received_on": empty_if_nothing(raw(h.RECEIVED_ON)),
        "report_no": unbroken(text(h.REPORT_NO)),
        "reported_on": empty_if_nothing(raw(h.REPORTED_ON)),
    }


def translate_item(row: RawRow, reader: RowReader, registers: Registers) -> ItemRow:
    """Everything about the test item. All cells are empty on a row of a sheet that has no results yet."""
    text = partial(reader.text, row)
    name, unit = unbroken(text(h.ITEM)), filled(text(h.RESULT_UNIT))
    verdict = filled(text(h.VERDICT))
    cells: dict[str, object] = {
        "item_name": name,
        "result": filled(text(h.RESULT)),
        "unit": unit,
        "max_limit": words.limit(text(h.MAX_LIMIT), text(h.MAX_UNIT), unit),
        "min_limit": words.limit(text(h.MIN_LIMIT), text(h.MIN_UNIT), unit),
        "verdict": words.item_verdict(verdict) or verdict,
        "method_basis": filled(text(h.METHOD_BASIS)),
        "judgement_basis": filled(text(h.JUDGEMENT_BASIS)),
    }
    item_class = registers.items.stated(text(h.ITEM_CLASS)) or registers.items.class_of(name)
    bare = not any(cells.values())
    cells["item_class"] = "" if bare else item_class or ITEM_OTHER
    return ItemRow(cells, unclassified=name if name and item_class is None else "")


def _task_words(text: Callable[[str], str]) -> words.TaskWords:
    agencies = (h.AGENCY_PROVINCE, h.AGENCY_CITY, h.AGENCY_COUNTY, h.SOURCE)
    sources = (h.SOURCE_PROVINCE, h.SOURCE_CITY, h.SOURCE_COUNTY)
    return words.TaskWords(
        evaluative=text(h.EVALUATIVE),
        purpose=text(h.PURPOSE),
        class_1=text(h.CLASS_1),
        class_2=text(h.CLASS_2),
        category=text(h.CATEGORY),
        agencies=" ".join(squeezed(text(name)) for name in (*agencies, *sources)),
        level=text(h.LEVEL),
        source_county=text(h.SOURCE_COUNTY),
        source_city=text(h.SOURCE_CITY),
        source_province=text(h.SOURCE_PROVINCE),
    )


def _no_area(county: str) -> str:
    """What stands for an area that was not found: never a code, even where somebody wrote one into the cell."""
    return "" if is_nothing(county) else f"?{squeezed(county)}"


def _area_question(city: str, county: str, found: tuple[str, ...], registers: Registers) -> str:
    asked = squeezed(county)
    if is_nothing(county):
        return ""
    if found:
        options = "、".join(f"{registers.area_names.get(code, '')}（{code}）" for code in found)
        reason = f"“{asked}”可能指 {options}"
    else:
        where = f"“{squeezed(city)}”的" if not is_nothing(city) else ""
        reason = f"本市没有找到{where}“{asked}”"
    return f"{reason}；请核对，或用 shian national areas import 把这个名称对应到区划代码"
