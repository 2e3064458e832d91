"""Stages held against recorded water: how early the warning stage tells of the guarantee stage.

A stage of a recording is the height that is reached once in so many years on average, read from its
annual highest levels (plotting position of Weibull 1939). Heights come as tables of days, as the
WaterML of the USGS water services (instantaneous values, parameter 00065) or as their table of
annual peaks; of peaks no lead time can be told, because nothing is known of the hours before.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from anlan.monitoring.natural_hazards.recordings import (
    APART_S,
    DAY_S,
    Floats,
    Outcome,
    Series,
    rises,
)
from anlan.monitoring.natural_hazards.services.verification import Score, score, spans_of
from anlan_science.warning_skill.donaldson1975 import (
    critical_success_index,
    false_alarm_ratio,
    hit_rate,
)

M_PER_FT = 0.3048
#: USGS parameter of the height of the water, in feet.
GAGE_HEIGHT = "00065"
#: Years between two floods that reach the stage.
WARNING_YEARS, GUARANTEE_YEARS = 2.0, 5.0
#: A record shorter than this says nothing of floods. [years]
SHORTEST_YEARS = 8


@dataclass(frozen=True, slots=True)
class Peaks:
    """The highest level of each year of one gauge. [m]"""

    name: str
    height: Floats


def read_waterml(path: Path) -> list[Series]:
    """Read the heights of a JSON answer of the USGS instantaneous-values service. [m]"""
    found: list[Series] = []
    for series in json.loads(path.read_text(encoding="utf-8"))["value"]["timeSeries"]:
        if series["variable"]["variableCode"][0]["value"] != GAGE_HEIGHT:
            continue
        rows = [
            (datetime.fromisoformat(row["dateTime"]).timestamp(), float(row["value"]))
            for part in series["values"]
            for row in part["value"]
        ]
        # The services write -999999 where nothing was measured.
        rows = sorted(row for row in rows if row[1] > -1000)
        code = series["sourceInfo"]["siteCode"][0]["value"]
        at, feet = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
        found.append(Series(f"USGS {code}", at, feet * M_PER_FT))
    return found


def read_peaks(path: Path) -> list[Peaks]:
    """Read the table of annual peaks of the USGS (RDB), the highest of each water year. [m]"""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    head = lines[0].split("\t")
    site, height = head.index("site_no"), head.index("gage_ht")
    found: dict[str, list[float]] = {}
    for line in lines[2:]:  # after the formats of the columns
        cells = line.split("\t")
        if len(cells) > height and cells[height]:
            found.setdefault(cells[site], []).append(float(cells[height]) * M_PER_FT)
    return [Peaks(f"USGS {code}", np.array(rows)) for code, rows in found.items()]


def annual_highest(series: Series) -> Floats:
    """Return the highest level of each calendar year that was measured for most of its days."""
    years = np.array([datetime.fromtimestamp(at, UTC).year for at in series.at])
    found = []
    for year in np.unique(years):
        here = (years == year) & np.isfinite(series.value)
        if np.unique(series.at[here] // DAY_S).size >= 300:
            found.append(float(series.value[here].max()))
    return np.array(found)


def stage_of(highest: Floats, years: float) -> float:
    """Return the level that is reached once in ``years`` years on average. [m]"""
    ordered = np.sort(highest)
    below = np.arange(1, len(ordered) + 1) / (len(ordered) + 1)
    return float(np.interp(1.0 - 1.0 / years, below, ordered))


def judge_stages(water: Series, margins_m: Sequence[float] = (0.5, 0.0)) -> list[Outcome]:
    """Hold warnings at (and below) the warning stage against rises above the guarantee stage.

    Nothing is judged of a record of less than eight years.
    """
    highest = annual_highest(water)
    if len(highest) < SHORTEST_YEARS:
        return []
    warning = stage_of(highest, WARNING_YEARS)
    guarantee = stage_of(highest, GUARANTEE_YEARS)
    events = rises(water, guarantee)
    step = float(np.median(np.diff(water.at)))
    found = []
    for margin in margins_m:
        limit = warning - margin
        high = water.at[np.nan_to_num(water.value, nan=-np.inf) >= limit]
        # One flood is one warning: the level may dip below the stage between two crests.
        spans = spans_of(high.tolist(), max(step, APART_S))
        result = score({"": spans}, {"": events}, valid_s=step, late_s=0.0)
        rule = f"warning stage - {margin:g} m" if margin else "warning stage"
        name = f"{water.name} (guarantee stage {guarantee:.2f} m)"
        found.append(Outcome(name, rule, limit, len(events), result))
    return found


def judge_peaks(peaks: Peaks) -> list[Outcome]:
    """Count how many floods that reached the warning stage went on to the guarantee stage.

    The guarantee stage lies above the warning stage, so nothing is missed; what is told is how
    often the warning stage is reached in vain. There is no lead time in annual peaks.
    """
    if len(peaks.height) < SHORTEST_YEARS:
        return []
    warning = stage_of(peaks.height, WARNING_YEARS)
    guarantee = stage_of(peaks.height, GUARANTEE_YEARS)
    warned, floods = (int(np.sum(peaks.height >= stage)) for stage in (warning, guarantee))
    result = Score(
        floods,
        0,
        warned - floods,
        round(float(hit_rate(floods, 0)), 4) if floods else None,
        round(float(false_alarm_ratio(floods, warned - floods)), 4) if warned else None,
        round(float(critical_success_index(floods, 0, warned - floods)), 4) if warned else None,
        None,
    )
    name = f"{peaks.name}, annual peaks (guarantee stage {guarantee:.2f} m)"
    return [Outcome(name, "warning stage", warning, floods, result)]


def judge_folder(folder: Path) -> tuple[list[Outcome], list[str]]:
    """Judge the recordings of the USGS in a folder; also say which are too short to judge."""
    found: list[Outcome] = []
    short: list[str] = []
    for path in sorted(folder.glob("*_iv*.txt")) + sorted(folder.glob("*_iv*.json")):
        try:
            series = read_waterml(path)
        except (KeyError, ValueError):
            short.append(f"{path.name}: not read")
            continue
        for each in series:
            judged = judge_stages(each)
            found += judged
            if not judged:
                short.append(f"{path.name}: {each.name}, {_extent(each)}")
    for path in sorted(folder.glob("*peaks*.txt")):
        for peaks in read_peaks(path):
            judged = judge_peaks(peaks)
            found += judged
            if not judged:
                short.append(f"{path.name}: {peaks.name}, {len(peaks.height)} years")
    return found, short


def _extent(series: Series) -> str:
    hours = (series.at[-1] - series.at[0]) / 3600.0 if len(series.at) else 0.0
    return f"{len(series.at)} values over {hours:.1f} h"
