"""Whether a target will be kept: from its machine form and the values so far.

Pure, no database. A standing is one of ``choices.Standing``; the facts say why, for
``wording.reason_words``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from anlan.governance.indicators.forecasting import (
    Forecast,
    Series,
    forecast_count,
    forecast_level,
)

#: A value older than this many days says nothing about today, by how often one is due.
STALE_DAYS = {"month": 75, "quarter": 150, "year": 430}
#: A trend is not believed to the letter farther ahead than so many times what was seen of it.
FAR = 4
#: Contributors named in a reason.
NAMED_PARTS = 3
_PER_CENT = ("%", "％")
_PER_MILLE = ("‰",)


@dataclass(frozen=True, slots=True)
class Goal:
    """What is demanded by when. ``steps`` are targets of years: year → (value, is derived)."""

    kind: str
    low: float | None
    high: float | None
    target_on: date
    starts_on: date
    direction: str
    course: str = "level"
    frequency: str = "month"
    unit: str = ""
    is_every_year: bool = False
    baseline: float | None = None
    percent: float | None = None
    steps: Mapping[int, tuple[float, bool]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How it stands, and the figures by which that was found."""

    state: str
    actual: float | None = None
    actual_on: date | None = None
    forecast: Forecast | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def bounds_of(goal: Goal) -> tuple[float | None, float | None] | None:
    """Return the bounds in the unit of the figure; None where they are not known."""
    if goal.kind in ("down", "up"):
        if goal.baseline is None or goal.percent is None:
            return None
        sign = -1.0 if goal.kind == "down" else 1.0
        bound = round(goal.baseline * (1.0 + sign * goal.percent / 100.0), 9)
        return (None, bound) if goal.kind == "down" else (bound, None)
    if goal.kind == "unclear" or (goal.low is None and goal.high is None):
        return None
    return goal.low, goal.high


def keeps(kind: str, value: float, low: float | None, high: float | None) -> bool:
    """Whether a value keeps the target; “below” and “above” leave the number itself out."""
    if low is not None and (value <= low if kind == "above" else value < low - 1e-9):
        return False
    return not (high is not None and (value >= high if kind == "below" else value > high + 1e-9))


def judge(
    goal: Goal,
    series: Series,
    today: date,
    *,
    parts: Sequence[Mapping[str, Any]] = (),
) -> Judgement:
    """Judge a target by the values that count, the oldest first, up to ``today``."""
    bounds = bounds_of(goal)
    known = [(day, value) for day, value in series if day <= today]
    last_day, last = known[-1] if known else (None, None)
    if bounds is None:
        code = "no_baseline" if goal.kind in ("down", "up") else "target_unclear"
        return Judgement("no_data", last, last_day, facts={"code": code})
    if last_day is None or last is None:
        return Judgement("no_data", facts={"code": "no_value"})
    is_over = today > goal.target_on
    age = (min(today, goal.target_on) - last_day).days
    if age > STALE_DAYS.get(goal.frequency, 75):
        facts = {"code": "stale", "actual_on": last_day.isoformat()}
        return Judgement("no_data", last, last_day, facts=facts)
    by, low, high = _due(goal, bounds, today)
    if goal.course == "count":
        foreseen, state, code = _judge_count(goal, known, today, by, low, high)
    else:
        foreseen, state, code = _judge_level(goal, known, today, by, low, high)
    told: dict[str, Any] = {
        "code": code,
        "by": by.isoformat(),
        "low": low,
        "high": high,
        "actual": last,
        "is_over": is_over,
        "parts": _contributors(goal, parts) if state in ("missed", "at_risk") else [],
    }
    if foreseen is not None:
        told |= {"forecast": foreseen.value, "method": foreseen.method}
    return Judgement(state, last, last_day, foreseen, told)


def _due(
    goal: Goal, bounds: tuple[float | None, float | None], today: date
) -> tuple[date, float | None, float | None]:
    """The day the figure is next held against a bound, and that bound.

    A target that holds for every year, and what adds up within the year, is held against at each
    New Year's Eve; otherwise the target of this year if a person set one, else the last day.
    """
    low, high = bounds
    eve = min(date(today.year, 12, 31), goal.target_on)
    if today > goal.target_on:
        return goal.target_on, low, high
    step = goal.steps.get(today.year)
    if step is not None and not step[1] and eve < goal.target_on:
        return (eve, None, step[0]) if high is not None else (eve, step[0], None)
    if goal.is_every_year or goal.course == "count":
        return eve, low, high
    return goal.target_on, low, high


def _judge_level(
    goal: Goal, known: Series, today: date, by: date, low: float | None, high: float | None
) -> tuple[Forecast | None, str, str]:
    last_day, last = known[-1]
    is_kept = keeps(goal.kind, last, low, high)
    if by <= today or by <= last_day:
        at_day = [value for day, value in known if day <= by] or [last]
        is_kept = keeps(goal.kind, at_day[-1], low, high)
        return None, "met" if is_kept else "missed", "reached" if is_kept else "day_passed"
    foreseen = forecast_level(known, by, least=0.0, most=_most(goal.unit))
    assert foreseen is not None  # known is not empty
    if foreseen.method == "latest":
        return foreseen, *_without_trend(goal, is_kept, today, by)
    if is_kept and keeps(goal.kind, _towards(foreseen.value, low, high), low, high):
        # Kept today, and the trend holds it but for a trifle: noise at 100 % is no danger.
        if goal.direction == "higher" and not goal.is_every_year:
            return foreseen, "met", "reached"
        return foreseen, "on_track", "kept"
    best, worst = (
        (foreseen.low, foreseen.high) if high is not None else (foreseen.high, foreseen.low)
    )
    if not keeps(goal.kind, foreseen.value, low, high):
        seen = (last_day - known[0][0]).days
        surely = not keeps(goal.kind, best, low, high) and (by - last_day).days <= FAR * seen
        return foreseen, "missed" if surely else "at_risk", "trend_misses"
    if not keeps(goal.kind, worst, low, high):
        return foreseen, "at_risk", "trend_unsure"
    if _behind_line(goal, last, today):
        return foreseen, "at_risk", "behind_line"
    return foreseen, "on_track", "kept" if is_kept else "trend_reaches"


def _towards(value: float, low: float | None, high: float | None) -> float:
    """A figure moved by one per cent of its bound to the better side."""
    if low is not None:
        return value + abs(low) * 0.01
    return value - abs(high) * 0.01 if high is not None else value


def _without_trend(goal: Goal, is_kept: bool, today: date, by: date) -> tuple[str, str]:
    """Too few values for a trend: the newest speaks, and how much time is left."""
    if is_kept:
        if goal.direction == "higher" and not goal.is_every_year:
            return "met", "reached"
        return "on_track", "kept"
    whole = max(1, (by - goal.starts_on).days)
    is_late = (by - today).days < max(31, whole * 0.1)
    return ("missed", "no_time_left") if is_late else ("at_risk", "not_yet")


def _judge_count(
    goal: Goal, known: Series, today: date, by: date, low: float | None, high: float | None
) -> tuple[Forecast | None, str, str]:
    """What adds up from New Year: a broken ceiling stays broken, a floor reached holds."""
    this_year = [(day, value) for day, value in known if day.year == by.year]
    if not this_year:
        return None, "no_data", "no_value"
    last_day, reached = this_year[-1]
    if high is not None and not keeps(goal.kind, reached, None, high):
        return Forecast(reached, reached, reached, "latest"), "missed", "ceiling_broken"
    if low is not None and keeps(goal.kind, reached, low, None):
        return Forecast(reached, reached, reached, "latest"), "met", "reached"
    if by <= today:
        is_kept = keeps(goal.kind, reached, low, high)
        return None, "met" if is_kept else "missed", "reached" if is_kept else "day_passed"
    years = sorted({day.year for day, _value in known if day.year < by.year})
    former = [[(d, v) for d, v in known if d.year == year] for year in years]
    foreseen = forecast_count(reached, last_day, former=former)
    if keeps(goal.kind, foreseen.value, low, high):
        worst = foreseen.high if high is not None else foreseen.low
        if goal.kind == "zero" or keeps(goal.kind, worst, low, high):
            return foreseen, "on_track", "kept"
        return foreseen, "at_risk", "trend_unsure"
    best = foreseen.low if high is not None else foreseen.high
    surely = not keeps(goal.kind, best, low, high)
    return foreseen, "missed" if surely else "at_risk", "trend_misses"


def _behind_line(goal: Goal, last: float, today: date) -> bool:
    """Whether the figure lags behind the straight line from the last target of a year."""
    step = goal.steps.get(today.year - 1)
    if step is None or goal.kind in ("range", "equal"):
        return False
    if goal.direction == "lower":
        return last > step[0] + 1e-9
    return last < step[0] - 1e-9


def _most(unit: str) -> float | None:
    if unit.strip() in _PER_CENT:
        return 100.0
    return 1000.0 if unit.strip() in _PER_MILLE else None


def _contributors(goal: Goal, parts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The parts that weigh most: what is missing of a share, what was counted of anything else."""
    if goal.direction == "higher":
        weighed = [
            (float(part["denominator"] or 0) - float(part["numerator"]), part)
            for part in parts
            if part.get("denominator") is not None
        ]
    else:
        weighed = [(float(part["numerator"]), part) for part in parts]
    weighed = sorted((w for w in weighed if w[0] > 0), key=lambda w: (-w[0], w[1]["label"]))
    total = sum(weight for weight, _part in weighed)
    return [
        {
            "label": part["label"],
            "count": round(weight, 6),
            "share": round(100.0 * weight / total) if total else 0,
            "url": part.get("url", ""),
        }
        for weight, part in weighed[:NAMED_PARTS]
    ]


def yearly_line(
    *,
    baseline: float | None,
    baseline_year: int | None,
    bound: float | None,
    starts_on: date,
    target_on: date,
) -> dict[int, float]:
    """Return the targets of the years on the straight line from the baseline to the target."""
    if bound is None:
        return {}
    first = baseline_year if baseline_year is not None else starts_on.year - 1
    last = target_on.year
    years = range(max(starts_on.year, first + 1), last + 1)
    if baseline is None or last <= first:
        return dict.fromkeys(years, bound)
    return {
        year: round(baseline + (bound - baseline) * (year - first) / (last - first), 6)
        for year in years
    }


def period_end(day: date, frequency: str) -> date:
    """Return the last day of the period a day lies in."""
    months = {"month": 1, "quarter": 3, "year": 12}[frequency]
    last = ((day.month - 1) // months + 1) * months
    year, month = (day.year + 1, 1) if last == 12 else (day.year, last + 1)
    return date(year, month, 1) - timedelta(days=1)


def last_period_end(today: date, frequency: str) -> date:
    """Return the newest last day of a period that is not to come: today when it is one."""
    end = period_end(today, frequency)
    if end == today:
        return end
    first = end
    months = {"month": 1, "quarter": 3, "year": 12}[frequency]
    for _step in range(months):
        first = first.replace(day=1) - timedelta(days=1)
    return first
