"""Where a figure will stand on a day to come: simple methods, each with an interval of 80 %.

Pure numbers, no database. A trend by Theil and Sen (the median of all slopes between two values;
interval of the slope by Kendall's statistic: P. K. Sen, Journal of the American Statistical
Association 63, 1968, 1379–1389; both by SciPy) for figures that stand at a day; for what adds up
within a year the share that former years had reached by the same day, or the even run of the year.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

#: Both sides together leave 20 % outside.
Z80 = 1.2816
#: Below these a trend is not drawn.
LEAST_VALUES = 4
LEAST_DAYS = 80
#: A trend looks at so many of the newest values.
MOST_VALUES = 24


@dataclass(frozen=True, slots=True)
class Forecast:
    """The value foreseen, what it will hardly fall below or exceed, and the method."""

    value: float
    low: float
    high: float
    method: str


Series = Sequence[tuple[date, float]]


def forecast_level(
    series: Series, on: date, *, least: float | None = None, most: float | None = None
) -> Forecast | None:
    """Foresee a figure that stands at a day; bounds are those it cannot leave (0, 100 %)."""
    if not series:
        return None
    points = list(series)[-MOST_VALUES:]
    last_day, last = points[-1]
    span = (last_day - points[0][0]).days
    if len(points) < LEAST_VALUES or span < LEAST_DAYS or on <= last_day:
        return Forecast(last, last, last, "latest")
    days = [float((day - last_day).days) for day, _value in points]
    values = [value for _day, value in points]
    slope, low_slope, high_slope = theil_sen(days, values)
    level = median(v - slope * d for d, v in zip(days, values, strict=True))
    spread = _quantile(
        sorted(abs(v - level - slope * d) for d, v in zip(days, values, strict=True)), 0.8
    )
    ahead = float((on - last_day).days)
    found = (
        level + slope * ahead,
        level + low_slope * ahead - spread,
        level + high_slope * ahead + spread,
    )
    value, low, high = (_held(one, least, most) for one in found)
    return Forecast(value, low, high, "theil_sen")


def theil_sen(x: Sequence[float], y: Sequence[float]) -> tuple[float, float, float]:
    """Return the median slope and the two ends of its interval of 80 %."""
    from scipy import stats

    found = stats.theilslopes(y, x, alpha=0.8)
    return float(found.slope), float(found.low_slope), float(found.high_slope)


def forecast_count(reached: float, today: date, *, former: Iterable[Series] = ()) -> Forecast:
    """Foresee where a figure that adds up from New Year will end on 31 December.

    ``former`` are whole former years, each as (day, value reached by then). What is still to come
    is taken as a count by chance (Poisson) of which the interval allows for ±1.28 deviations.
    """
    shares = [s for s in (_share_by(year, today) for year in former) if s is not None]
    if shares:
        share, method = median(shares), "seasonal"
    else:
        year_days = (date(today.year, 12, 31) - date(today.year, 1, 1)).days + 1
        share, method = ((today - date(today.year, 1, 1)).days + 1) / year_days, "run_rate"
    total = reached / share
    rest = total - reached
    ends = [reached / s for s in (min(shares, default=share), max(shares, default=share))]
    chance = Z80 * math.sqrt(max(0.0, rest))
    low = max(reached, min(*ends, total - chance))
    return Forecast(total, low, max(*ends, total + chance), method)


def _share_by(year: Series, today: date) -> float | None:
    """What share of its total a former year had reached by this day of the year."""
    if not year:
        return None
    ordered = sorted(year)
    total = ordered[-1][1]
    if total <= 0 or ordered[-1][0].month != 12:
        return None
    wanted = (today.month, today.day)
    before = (0.0, (0, 0))
    for day, value in ordered:
        if (day.month, day.day) <= wanted:
            before = (value, (day.month, day.day))
            continue
        break
    share = before[0] / total
    return share if share >= 0.05 else None


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The value that this share of an ordered list does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def _held(value: float, least: float | None, most: float | None) -> float:
    if least is not None:
        value = max(least, value)
    return value if most is None else min(most, value)
