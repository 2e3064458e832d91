"""How often, as a plan prints it, turned into periods with their days. No database, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from anlan.kernel.tables import read_csv

DATA = Path(__file__).parent / "data"
_NUMERALS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10}
_TIMES = re.compile(r"(\d+|[一两二三四五六十])(?:次|场|轮|期|遍)")
_QUARTERS = "一二三四"
_MOST_PERIODS = 400


@dataclass(frozen=True, slots=True)
class Cadence:
    """A rhythm: the length of a period, the time allowed for its report, how often in a period."""

    code: str
    unit: str
    length: int
    report_within: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """One period: what it is called, its first and last day."""

    label: str
    begins_on: date
    ends_on: date


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Cadence], ...]:
    rows = read_csv(DATA / "cadences.csv")
    return tuple(
        (
            re.compile(row["pattern"]),
            Cadence(
                row["code"],
                row["unit"],
                int(row["length"]),
                int(row["report_within_working_days"]),
            ),
        )
        for row in rows
    )


def read_cadence(text: str) -> Cadence | None:
    """Return the rhythm of printed words; None where they name no period (“定期”、“适时”)."""
    first: tuple[int, Cadence] | None = None
    for pattern, cadence in _patterns():
        found = pattern.search(text)
        if found and (first is None or found.start() < first[0]):
            first = (found.start(), cadence)
    if first is None:
        return None
    cadence = first[1]
    times = _TIMES.search(text)
    number = 1
    if times:
        word = times.group(1)
        number = int(word) if word.isdigit() else _NUMERALS[word]
    return Cadence(
        cadence.code, cadence.unit, cadence.length, cadence.report_within, max(1, min(number, 999))
    )


def spans(cadence: Cadence, starts_on: date, until: date) -> Iterator[Span]:
    """Yield the periods from the one that holds ``starts_on`` to the one that holds ``until``.

    Months, quarters, halves and years are those of the calendar, weeks begin on Monday; the first
    and the last are cut to the span.
    """
    begin = _first(cadence, starts_on)
    for _number in range(_MOST_PERIODS):
        if begin > until:
            return
        following = _next(cadence, begin)
        end = following - timedelta(days=1)
        yield Span(_label(cadence, begin, end), max(begin, starts_on), min(end, until))
        begin = following


def due_day(cadence: Cadence, span: Span, add_working_days: Callable[[date, int], date]) -> date:
    """Return until when the report of a period is due."""
    return add_working_days(span.ends_on, cadence.report_within)


def _first(cadence: Cadence, day: date) -> date:
    if cadence.unit == "week":
        return day - timedelta(days=day.weekday())
    if cadence.length >= 12:
        return date(day.year, 1, 1)
    return date(day.year, (day.month - 1) // cadence.length * cadence.length + 1, 1)


def _next(cadence: Cadence, begin: date) -> date:
    if cadence.unit == "week":
        return begin + timedelta(weeks=cadence.length)
    months = begin.year * 12 + begin.month - 1 + cadence.length
    return date(months // 12, months % 12 + 1, 1)


def _label(cadence: Cadence, begin: date, end: date) -> str:
    """Name a period as papers do."""
    if cadence.unit == "week":
        return f"{begin.year}年{begin.month}月{begin.day}日当周"
    if cadence.length == 1:
        return f"{begin.year}年{begin.month}月"
    if cadence.length == 3:
        return f"{begin.year}年第{_QUARTERS[(begin.month - 1) // 3]}季度"
    if cadence.length == 6:
        return f"{begin.year}年{'上' if begin.month == 1 else '下'}半年"
    if cadence.length == 12:
        return f"{begin.year}年"
    if cadence.length < 12:
        return f"{begin.year}年{begin.month}—{end.month}月"
    return f"{begin.year}—{end.year}年"
