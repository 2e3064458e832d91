"""The wind rose of a site: recorded hours sorted into the classes of weather, or the default."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from anlan.decision.consequence.effects.site.case import CLASSES, DIRECTIONS, Rose
from anlan.decision.consequence.effects.substances import rows
from anlan_science.dispersion import pasquill1961
from anlan_science.registry import Floats

#: Hours that count as day, local time, as people are counted.
DAY = range(7, 19)
#: Weak and strong wind of the neutral classes part here. [m/s]
WEAK, STRONG = 2.5, 6.0
_INDEX = {pair: number for number, pair in enumerate(CLASSES)}


def class_of(wind_speed: float, hour: int) -> int:
    """Return the class of weather of an hour, by wind and time of day without the clouds."""
    sky: pasquill1961.Sky
    sky = ("moderate" if 9 <= hour < 16 else "slight") if hour in DAY else "clear_night"
    letter = pasquill1961.stability_class(wind_speed, sky)
    if letter in ("A", "B"):
        return _INDEX["B", 3.0]
    if letter == "F" or (letter == "E" and wind_speed < WEAK):
        return _INDEX["F", 1.5]
    if letter == "E":
        return _INDEX["E", 5.0]
    neutral = 1.5 if wind_speed < WEAK else 5.0 if wind_speed < STRONG else 9.0
    return _INDEX["D", neutral]


def recorded_rose(
    speeds: Sequence[float], directions: Sequence[float], hours: Sequence[int]
) -> Rose:
    """Return the rose of recorded hours: wind speed [m/s], direction it comes from [°], hour."""
    counts = np.zeros((2, DIRECTIONS, len(CLASSES)))
    for speed, direction, hour in zip(speeds, directions, hours, strict=True):
        sector = round(direction / (360.0 / DIRECTIONS)) % DIRECTIONS
        counts[0 if hour in DAY else 1, sector, class_of(speed, hour)] += 1.0
    totals = counts.sum(axis=(1, 2), keepdims=True)
    day, night = counts / np.maximum(totals, 1.0)
    return Rose(day, night)


@cache
def default_rose() -> Rose:
    """Return the stated default: every direction alike, shares of the table."""
    table = rows("weather_default.csv")
    known = [(row["stability"], float(row["wind_speed_m_s"])) for row in table]
    assert known == [*CLASSES]
    day, night = (
        np.tile([float(row[name]) / DIRECTIONS for row in table], (DIRECTIONS, 1))
        for name in ("day", "night")
    )
    return Rose(day, night)


def stored_rose(day: Sequence[Sequence[float]], night: Sequence[Sequence[float]]) -> Rose:
    """Return the rose from stored numbers."""
    first: Floats = np.asarray(day, dtype=np.float64)
    second: Floats = np.asarray(night, dtype=np.float64)
    return Rose(first, second)
