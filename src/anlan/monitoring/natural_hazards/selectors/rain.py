"""Rain of stations over windows of hours, and of the nearest station."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import numpy as np
from django.db.models import FloatField
from django.db.models.functions import Cast, Extract
from numpy.typing import NDArray

from anlan.monitoring.natural_hazards.choices import RAIN_WINDOWS, Indicator
from anlan.monitoring.natural_hazards.constants import (
    BORROW_RAIN_M,
    CAINE_HOURS,
    HISTORY_H,
    LEAST_SHARE,
    RECESSION,
)
from anlan.monitoring.natural_hazards.models import HourlyValue, Station
from anlan_science.hydrology.kohler_linsley1951 import antecedent_precipitation
from anlan_science.hydrology.windows import window_sums
from anlan_science.landslide.caine1980 import critical_depth

Floats = NDArray[np.float64]
S = TypeVar("S", bound=Station)
_M_PER_DEGREE = 111_320.0
#: The share of the last three days that must be measured for an antecedent index.
ANTECEDENT_H = 72


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two places (longitude, latitude) in a county, in metres."""
    east = (a[0] - b[0]) * _M_PER_DEGREE * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(east, (a[1] - b[1]) * _M_PER_DEGREE)


def hourly_rain(
    station_ids: Collection[int], at: datetime, hours: int = HISTORY_H
) -> dict[int, Floats]:
    """Return the rain of the last hours of each station, oldest first, NaN where none is known."""
    begin = at - timedelta(hours=hours)
    found: dict[int, Floats] = {}
    rows = HourlyValue.objects.filter(
        quantity="rain_1h", station__in=station_ids, at__gt=begin, at__lte=at
    ).annotate(unix=Cast(Extract("at", "epoch", tzinfo=UTC), FloatField()))
    first = begin.timestamp()
    for station_id, unix, value in rows.values_list("station_id", "unix", "value").iterator(
        chunk_size=10_000
    ):
        column = found.get(station_id)
        if column is None:
            column = found[station_id] = np.full(hours, np.nan)
        column[round((unix - first) / 3600) - 1] = value
    return found


def direct_totals(station_ids: Collection[int], at: datetime) -> dict[int, dict[str, float]]:
    """Return the totals that stations themselves have sent for the hour."""
    found: dict[int, dict[str, float]] = {}
    rows = HourlyValue.objects.filter(
        quantity__in=list(RAIN_WINDOWS), station__in=station_ids, at=at
    )
    for row in rows:
        found.setdefault(row.station_id, {})[row.quantity] = row.value
    return found


def rain_figures(hourly: Floats | None, direct: dict[str, float]) -> dict[str, float]:
    """Return the rain indicators of one station.

    A total the station sent itself comes before the sum of its hours; a window of which more than
    a quarter is missing has no sum. What slopes feel comes from the hours alone.
    """
    figures = {key: value for key, value in direct.items() if key in RAIN_WINDOWS}
    if hourly is None:
        return figures
    for indicator, hours in RAIN_WINDOWS.items():
        if indicator not in figures:
            total = float(window_sums(hourly, hours, least_share=LEAST_SHARE)[-1])
            if math.isfinite(total):
                figures[indicator] = total
    measured = np.isfinite(hourly)
    if measured[-ANTECEDENT_H:].mean() >= LEAST_SHARE:
        known = np.where(measured, np.maximum(hourly, 0.0), 0.0)
        index = antecedent_precipitation(known, RECESSION, 3600.0)
        figures[Indicator.ANTECEDENT] = float(index[-1])
    shares = [
        float(total) / float(critical_depth(hours * 3600.0))
        for hours in CAINE_HOURS
        if math.isfinite(total := window_sums(hourly, hours, least_share=LEAST_SHARE)[-1])
    ]
    if shares:
        figures[Indicator.CAINE_RATIO] = max(shares)
    return figures


def nearest(place: tuple[float, float] | None, stations: Iterable[S], within_m: float) -> S | None:
    """Return the station nearest to a place, or None when all are too far."""
    if place is None:
        return None
    best: tuple[float, S] | None = None
    for station in stations:
        if station.location is None:
            continue
        far = distance_m(place, (station.location.x, station.location.y))
        if far <= within_m and (best is None or far < best[0]):
            best = (far, station)
    return best[1] if best else None


def stations_with_rain(at: datetime) -> list[Station]:
    """Return the stations that measured the rain of an hour."""
    return list(Station.objects.filter(hours__quantity="rain_1h", hours__at=at, is_active=True))


def nearest_rain(
    station: Station, at: datetime, hours: int, with_rain: Sequence[Station]
) -> float | None:
    """Return the rain of the last hours at a station, else at the nearest ``with_rain``."""
    quantity = f"rain_{hours}h"
    own = next((x for x in with_rain if x.pk == station.pk), None)
    place = (station.location.x, station.location.y) if station.location else None
    source = own or nearest(place, with_rain, BORROW_RAIN_M)
    if source is None:
        return None
    direct = direct_totals([source.pk], at).get(source.pk, {})
    if quantity in direct:
        return max(direct[quantity], 0.0)
    series = hourly_rain([source.pk], at, hours).get(source.pk)
    if series is None:
        return None
    total = float(window_sums(series, hours, least_share=LEAST_SHARE)[-1])
    return total if math.isfinite(total) else None
