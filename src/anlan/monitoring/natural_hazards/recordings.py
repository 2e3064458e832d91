"""Rules of rain held against recorded series of rain and water, without a database.

The series are public recordings of the Netherlands: daily rain with the stage of a river, hourly
rain. An event is a rise of the stage above a high quantile of its own record; a rule warns while a
figure of the rain stands above a quantile of its own, which is printed with the result. The hourly
record tells how often the starting thresholds would have warned.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.monitoring.natural_hazards.services.verification import Score, score, spans_of
from anlan_science.hydrology.kohler_linsley1951 import antecedent_precipitation
from anlan_science.hydrology.windows import window_sums

Floats = NDArray[np.float64]
DAY_S = 86_400.0
HOUR_S = 3600.0
#: Events begin this far apart at least.
APART_S = 5 * DAY_S


@dataclass(frozen=True, slots=True)
class Series:
    """Values at moments (unix seconds), ascending; NaN where nothing was measured."""

    name: str
    at: Floats
    value: Floats


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one rule warned of the events of one record."""

    record: str
    rule: str
    limit: float
    events: int
    score: Score

    def as_row(self) -> dict[str, Any]:
        """Return the outcome as plain values."""
        return {
            "record": self.record,
            "rule": self.rule,
            "limit": round(self.limit, 3),
            "events": self.events,
            **asdict(self.score),
        }


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often one limit would have warned."""

    record: str
    indicator: str
    level: int
    limit: float
    warnings: int
    a_year: float


def read_csv(path: Path, *, factor: float = 1.0) -> Series:
    """Read a table of day (or moment) and value."""
    at, values = [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for moment, value in rows:
            text = moment if len(moment) > len("2026-11-22") else f"{moment} 00:00:00"
            at.append(datetime.fromisoformat(f"{text}+00:00").timestamp())
            values.append(float(value) * factor if value else np.nan)
    return Series(path.stem, np.array(at), np.array(values))


def rises(series: Series, limit: float) -> list[float]:
    """Return when a series rose above a limit, rises that belong together once."""
    high = np.nan_to_num(series.value, nan=-np.inf) >= limit
    begins = series.at[np.flatnonzero(high & ~np.roll(high, 1))]
    kept: list[float] = []
    for moment in begins.tolist():
        if not kept or moment - kept[-1] >= APART_S:
            kept.append(moment)
    return kept


def judge_rain(rain: Series, water: Series, *, quantile: float = 0.98) -> list[Outcome]:
    """Hold rules of rain against rises of the water, over the time both were measured."""
    begin, end = max(rain.at[0], water.at[0]), min(rain.at[-1], water.at[-1])
    here = (rain.at >= begin) & (rain.at <= end)
    there = (water.at >= begin) & (water.at <= end)
    water = Series(water.name, water.at[there], water.value[there])
    high = float(np.nanquantile(water.value, quantile))
    events = rises(water, high)
    depth = rain.value
    known = np.where(np.isfinite(depth), np.maximum(depth, 0.0), 0.0)
    rules = {
        "rain 1 d": window_sums(depth, 1),
        "rain 3 d": window_sums(depth, 3, least_share=0.6),
        "rain 10 d": window_sums(depth, 10, least_share=0.7),
        "antecedent index 0.85": antecedent_precipitation(known, 0.85),
        "antecedent index 0.95": antecedent_precipitation(known, 0.95),
    }
    return [
        _outcome(f"{rain.name} → {water.name}", rule, rain.at[here], figure[here], events, q)
        for rule, figure in rules.items()
        for q in (0.95, 0.98)
    ]


def count_warnings(rain: Series, limits: Sequence[tuple[str, int, int, float]]) -> list[Frequency]:
    """Count how often limits of rain would have warned in an hourly record without any event.

    ``limits`` are (indicator, hours, level, limit).
    """
    years = float(rain.at[-1] - rain.at[0]) / (365.25 * DAY_S)
    found = []
    for indicator, hours, level, limit in limits:
        sums = window_sums(rain.value, hours, least_share=0.75)
        warned = rain.at[np.nan_to_num(sums, nan=-np.inf) >= limit]
        number = len(spans_of(warned.tolist(), HOUR_S))
        found.append(Frequency(rain.name, indicator, level, limit, number, number / years))
    return found


def _outcome(
    record: str, rule: str, at: Floats, figure: Floats, events: Sequence[float], quantile: float
) -> Outcome:
    limit = float(np.nanquantile(figure, quantile))
    warned = at[np.nan_to_num(figure, nan=-np.inf) >= limit]
    spans = spans_of(warned.tolist(), DAY_S)
    found = score({"": spans}, {"": list(events)}, valid_s=2 * DAY_S, late_s=0.0)
    return Outcome(record, rule, limit, len(events), found)
