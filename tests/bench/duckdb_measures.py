"""The same 38 measures by hand in DuckDB SQL over the same frames: the floor that the product's rates are held to.

Written as a person who knows SQL would write it, with shared parts in temporary tables made once. The results must
equal the product's, or the comparison would mean nothing. Deadlines come as a table of the distinct ones, as both
sides need them; working days are not SQL's trade.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import polars as pl

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import Catalogue
from domain.indicators.ground import Window
from domain.indicators.returns import ended_quarters

Numbers = dict[tuple[str, str], tuple[Decimal | None, Decimal | None]]

_SHARED = """
CREATE TEMP TABLE targets AS
  SELECT code AS target FROM areas WHERE code = $city OR (level = '县区' AND code IN (
    WITH RECURSIVE b(code) AS (SELECT $city UNION ALL SELECT a.code FROM areas a JOIN b ON a.parent_code = b.code)
    SELECT code FROM b));
CREATE TEMP TABLE closure AS
  WITH RECURSIVE c(area, target) AS (
    SELECT target, target FROM targets UNION ALL SELECT a.code, c.target FROM areas a JOIN c ON a.parent_code = c.area)
  SELECT * FROM c;
CREATE TEMP TABLE reviewed AS
  WITH ordered AS (
    SELECT *, sum(CASE WHEN kind = '复检' THEN 1 ELSE 0 END) OVER (PARTITION BY sheet_no
        ORDER BY concluded_on, kind = '异议', applied_on ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier,
      row_number() OVER (PARTITION BY sheet_no ORDER BY concluded_on, kind = '异议', applied_on) AS n
    FROM reviews WHERE acceptance = '受理' AND concluded_on <= $as_of AND conclusion IS NOT NULL)
  SELECT sheet_no, replace(arg_max(conclusion, n), '改判', '') AS verdict FROM ordered
  WHERE coalesce(earlier, 0) = 0 AND conclusion <> '维持' GROUP BY sheet_no;
CREATE TEMP TABLE judged AS
  WITH by_items AS (
    SELECT sheet_no, max(CASE verdict WHEN '不合格项' THEN 3 WHEN '问题项' THEN 2 WHEN '合格项' THEN 1 ELSE 0 END) AS v,
      bool_or(item_class IN ('农药残留', '兽药残留') AND verdict <> '未检验') AS has_residue
    FROM items GROUP BY sheet_no)
  SELECT s.*, coalesce(r.verdict, CASE i.v WHEN 3 THEN '不合格' WHEN 2 THEN '问题' WHEN 1 THEN '合格' ELSE '未判定' END)
      AS verdict, coalesce(i.has_residue, false) AS has_residue
  FROM sheets s LEFT JOIN by_items i USING (sheet_no) LEFT JOIN reviewed r USING (sheet_no)
  WHERE s.state = '有效' AND s.task_kind <> '快速检测' AND s.reported_on <= $as_of;
CREATE TEMP TABLE batches AS SELECT * FROM judged WHERE sampled_on BETWEEN $start AND $end;
CREATE TEMP TABLE active AS SELECT *, stage = '生产' AND trade <> '小作坊' AS producer,
    string_split(coalesce(tags, ''), ';') AS kinds
  FROM enterprises WHERE confirmed AND founded_on <= $end AND NOT coalesce(closed_on <= $end, false);
CREATE TEMP TABLE tasks AS
  SELECT d.sheet_no, d.area_code, d.completed_on, t.due FROM disposals d
    JOIN natural_due t ON t.start = d.received_on AND t.days = 90 + coalesce(d.extension_days, 0)
  WHERE d.state <> '撤销' AND d.received_on BETWEEN $start AND $end
  UNION ALL
  SELECT j.sheet_no, j.area_code, NULL, t.due FROM judged j
    JOIN natural_due t ON t.start = j.reported_on AND t.days = 90
  WHERE j.verdict = '不合格' AND j.reported_on BETWEEN $start AND $end
    AND j.sheet_no NOT IN (SELECT sheet_no FROM disposals WHERE state <> '撤销');
CREATE TEMP TABLE trades AS
  SELECT DISTINCT b.area_code, b.stage, CASE WHEN v.place IS NULL THEN b.place
      ELSE coalesce(e.trade, '食品生产企业') END AS trade
  FROM batches b LEFT JOIN unit_places v ON v.stage = b.stage AND v.place = b.place
    LEFT JOIN enterprises e ON e.credit_code = b.unit_code WHERE b.task_kind = '监督抽检';
"""


def _batches(condition: str, numerator: str, denominator: str) -> str:
    return (
        f"SELECT c.target, count(*) FILTER (WHERE {numerator}), count(*) FILTER (WHERE {denominator}) "
        f"FROM batches b JOIN closure c ON c.area = b.area_code WHERE {condition} GROUP BY c.target"
    )


def _enterprises(condition: str, done: str) -> str:
    return (
        f"SELECT c.target, count(*) FILTER (WHERE {done}), count(*) FROM active e JOIN closure c ON c.area = e.area_code "
        f"WHERE {condition} GROUP BY c.target"
    )


def _had(kind: str) -> str:
    return (
        "credit_code IN (SELECT credit_code FROM self_reports "
        f"WHERE kind = '{kind}' AND reported_on BETWEEN $start AND $end)"
    )


def _plans(kind: str) -> str:
    return f"""
WITH filled AS (
  SELECT p.plan_no, count(*) AS n FROM batches b JOIN plans p ON p.plan_no = b.plan_no AND p.category = b.category
    AND coalesce(p.stage = b.stage, true) WHERE p.year = $year GROUP BY p.plan_no)
SELECT c.target, sum(least(coalesce(f.n, 0), p.batches)), sum(p.batches) FROM plans p
  LEFT JOIN filled f USING (plan_no) JOIN closure c ON c.area = p.area_code
WHERE p.year = $year AND p.kind = '{kind}' GROUP BY c.target"""


def _per_thousand(condition: str) -> str:
    return f"""
WITH n AS (SELECT c.target, count(*) AS n FROM batches b JOIN closure c ON c.area = b.area_code
    WHERE b.level IN ('市抽', '县抽') AND {condition} GROUP BY c.target),
  p AS (SELECT area_code AS target, arg_max(residents, year) AS residents FROM population WHERE year <= $year GROUP BY 1)
SELECT p.target, coalesce(n.n, 0), p.residents FROM p LEFT JOIN n USING (target)"""


def _problems(condition: str) -> str:
    late = "NOT coalesce(p.corrected_on <= $as_of, false) AND p.due_on < $as_of"
    return f"""
SELECT c.target, count(*) FILTER (WHERE p.corrected_on <= $as_of),
  count(*) FILTER (WHERE p.corrected_on <= $as_of OR ({late}))
FROM problems p JOIN enterprises e ON e.credit_code = p.credit_code AND e.confirmed
  JOIN closure c ON c.area = e.area_code
WHERE p.found_on BETWEEN $start AND $end AND e.stage = '生产' AND e.trade <> '小作坊' AND {condition} GROUP BY c.target"""


def _campus() -> str:
    terms = []
    for term, begins, counts_on in (("春季", "02-01", "06-30"), ("秋季", "09-01", "12-31")):
        day = f"least($end, make_date($year, {int(counts_on[:2])}, {int(counts_on[3:])}))"
        terms.append(
            f"SELECT c.target, e.credit_code IN (SELECT credit_code FROM inspections WHERE kind = '{term}校园检查' "
            f"AND inspected_on BETWEEN $start AND $end) AS seen FROM enterprises e JOIN closure c ON c.area = e.area_code "
            f"WHERE e.confirmed AND e.trade = '学校/托幼食堂' AND e.founded_on <= {day} "
            f"AND NOT coalesce(e.closed_on <= {day}, false) "
            f"AND $end >= make_date($year, {int(begins[:2])}, {int(begins[3:])})"
        )
    return f"SELECT target, count(*) FILTER (WHERE seen), count(*) FROM ({' UNION ALL '.join(terms)}) GROUP BY target"


def _clock(when: str, condition: str, done: str, due_table: str, extension: str, n: int) -> str:
    return f"""
SELECT c.target, count(*) FILTER (WHERE {done} <= $as_of),
  count(*) FILTER (WHERE {done} <= $as_of OR t.due < $as_of)
FROM cases k JOIN {due_table} t ON t.start = k.{when} AND t.days = {n} + coalesce(k.{extension}, 0)
  JOIN closure c ON c.area = k.area_code
WHERE k.{when} BETWEEN $start AND $end AND {condition} GROUP BY c.target"""


def _any_kind(*kinds: str) -> str:
    return " OR ".join(f"list_contains(e.kinds, '{kind}')" for kind in kinds)


_SPECIAL = "'保健食品', '特殊医学用途配方食品', '婴幼儿配方食品'"
_SYSTEM = (
    "e.credit_code IN (SELECT credit_code FROM inspections "
    "WHERE kind = '体系检查' AND inspected_on BETWEEN $start AND $end)"
)
_SAMPLED = "e.credit_code IN (SELECT producer_code FROM batches WHERE task_kind = '监督抽检' AND producer_code IS NOT NULL)"

QUERIES: dict[str, str] = {
    "03-1": _enterprises(f"e.producer AND ({_any_kind('保健食品')})", _SYSTEM),
    "03-2": _problems(
        "p.source = '检查' AND list_contains(string_split(e.tags, ';'), '保健食品') "
        "AND p.source_no IN (SELECT inspection_no FROM inspections WHERE kind = '体系检查')"
    ),
    "04": _campus(),
    "05": _enterprises("e.trade = '学校/托幼食堂'", "e.online_kitchen"),
    "06-1": _plans("监督抽检"),
    "06-2": _plans("评价性抽检"),
    "07": """
SELECT target, count(*) FILTER (WHERE done), count(*) FILTER (WHERE done OR late) FROM (
  SELECT c.target, t.sheet_no, bool_and(coalesce(t.completed_on <= $as_of, false)) AS done,
    bool_or(NOT coalesce(t.completed_on <= $as_of, false) AND t.due < $as_of) AS late
  FROM tasks t JOIN closure c ON c.area = t.area_code GROUP BY ALL) GROUP BY target""",
    "08": """
SELECT w.target, count(*) FILTER (WHERE s.target IS NOT NULL), count(*) FROM
  (SELECT DISTINCT c.target, e.stage, e.trade FROM active e JOIN closure c ON c.area = e.area_code) w
  LEFT JOIN (SELECT DISTINCT c.target, t.stage, t.trade FROM trades t JOIN closure c ON c.area = t.area_code) s
  ON s.target = w.target AND s.stage = w.stage AND s.trade = w.trade GROUP BY w.target""",
    "09": _enterprises("e.producer", _SAMPLED),
    "10-1": _clock("found_on", "k.should_file", "k.filed_on", "workday_due", "filing_extension_workdays", 15),
    "10-2": _clock("filed_on", "true", "k.closed_on", "natural_due", "decision_extension_days", 90),
    "15": _per_thousand("true"),
    "16": _per_thousand("b.has_residue"),
    "17": _batches("b.task_kind = '评价性抽检'", "verdict = '合格'", "verdict IN ('合格', '不合格')"),
    "19": _enterprises(
        f"e.producer OR {_any_kind('连锁总部', '大型批发', '批发市场开办者')}", _had("自查风险报告")
    ),
    "20-1": _enterprises(
        f"e.producer AND ({_any_kind('保健食品', '特殊医学用途配方食品', '婴幼儿配方食品')})",
        _had("定期自查报告"),
    ),
    "20-2": _problems(
        f"p.source = '自查' AND list_has_any(string_split(coalesce(e.tags, ''), ';'), [{_SPECIAL}])"
    ),
    "21": _batches("b.task_kind = '农产品监测'", "verdict = '合格'", "verdict IN ('合格', '不合格')"),
    "27": _enterprises(_any_kind("高风险大型"), "e.haccp"),
    "28": _enterprises(
        f"e.producer AND ({_any_kind('乳制品', '酒类', '食品添加剂', '保健食品')})", "e.traceable"
    ),
}
_RETURNS = """
WITH newest AS (
  SELECT measure, area_code, quarter, arg_max(numerator::DECIMAL(38, 12), version) AS n,
    arg_max(denominator::DECIMAL(38, 12), version) AS d
  FROM returns WHERE state = '已审核' AND list_contains($quarters, quarter) AND measure = $measure GROUP BY ALL),
  chosen AS (SELECT * FROM newest WHERE $flow OR quarter = (
    SELECT max(m.quarter) FROM newest m WHERE m.area_code = newest.area_code))
SELECT target, sum(n), sum(d) FROM (
  SELECT area_code AS target, n, d FROM chosen WHERE area_code <> $city AND $by_district
  UNION ALL SELECT $city, n, d FROM chosen) GROUP BY target"""


def prepare(frames: dict[str, pl.DataFrame], deadlines: dict[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """A connection that sees the frames by their table names; loading is not part of what is measured."""
    connection = duckdb.connect()
    for name, frame in (frames | deadlines).items():
        connection.register(f"{name}_arrow", frame.to_arrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_arrow")
    return connection


def deadline_tables(frames: dict[str, pl.DataFrame], calendar: WorkCalendar) -> dict[str, pl.DataFrame]:
    """The distinct deadlines that the year's records need, by start and length."""
    clocks = load_clocks()
    natural, workday = set(), set()
    for received, extension in frames["disposals"].select("received_on", "extension_days").iter_rows():
        natural.add((received, clocks["disposal-complete"].n + (extension or 0)))
    for reported in frames["sheets"]["reported_on"].drop_nulls().unique():
        natural.add((reported, clocks["disposal-complete"].n))
    columns = ("found_on", "filed_on", "filing_extension_workdays", "decision_extension_days")
    for found, filed, filing, decision in frames["cases"].select(columns).iter_rows():
        workday.add((found, clocks["case-filing"].n + (filing or 0)))
        if filed is not None:
            natural.add((filed, clocks["case-decision"].n + (decision or 0)))
    schema = {"start": pl.Date, "days": pl.Int64, "due": pl.Date}
    return {
        "natural_due": pl.DataFrame(
            [(start, days, calendar.after_days(start, days).due) for start, days in natural],
            schema,
            orient="row",
        ),
        "workday_due": pl.DataFrame(
            [(start, days, calendar.after_workdays(start, days).due) for start, days in workday],
            schema,
            orient="row",
        ),
    }


def run(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, city: str, year: int, as_of: date
) -> Numbers:
    """All measures for the city and its districts: numerator and denominator."""
    window = Window(year, as_of)
    values: dict[str, Any] = {
        "city": city, "as_of": as_of, "start": window.start, "end": window.end, "year": year,
        "quarters": ended_quarters(window),
    }  # fmt: skip
    cursor = connection.cursor()
    for statement in _SHARED.split(";\n"):
        if statement.strip():
            cursor.execute(statement, {k: v for k, v in values.items() if f"${k}" in statement})
    targets = [row[0] for row in cursor.execute("SELECT target FROM targets").fetchall()]
    numbers: Numbers = {}
    for measure in catalogue.measures:
        if measure.from_records:
            sql = QUERIES[measure.code]
            given = {k: v for k, v in values.items() if f"${k}" in sql}
            default: tuple[Decimal | None, Decimal | None] = (Decimal(0), Decimal(0))
            if measure.code in ("15", "16"):
                default = (None, None)
        else:
            sql, default = _RETURNS, (None, None)
            given = {k: values[k] for k in ("quarters", "city")} | {
                "measure": measure.code,
                "flow": measure.over == "flow",
                "by_district": "district" in measure.filed_by,
            }
        found = {row[0]: (Decimal(row[1]), Decimal(row[2])) for row in cursor.execute(sql, given).fetchall()}
        for target in targets:
            numbers[measure.code, target] = found.get(target, default)
    cursor.close()
    return numbers
