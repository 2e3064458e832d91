"""The wind rose of a site: from a station that has recorded enough, else the stated default."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.decision.consequence.effects.site.case import Rose
from anlan.decision.consequence.effects.site.weather import default_rose, recorded_rose
from anlan.decision.consequence.selectors.weather import ASKED, FARTHEST_M
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.monitoring.devices.public import Quantity, visible_devices, visible_points
from anlan.monitoring.telemetry.public import from_ms, read_stored

#: A rose of fewer hours than these thirty days says too little about a year.
ENOUGH_HOURS = 720
#: No more than the last year is read.
LONGEST = timedelta(days=365)
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class SiteWind:
    """A wind rose with where it is from."""

    rose: Rose
    source: str
    is_default: bool
    hours: int
    mean_temperature_c: float | None = None


def wind_of(longitude: float, latitude: float, actor: Actor) -> SiteWind:
    """Return the rose of the nearest visible station with thirty days of wind, else the default."""
    here = Point(longitude, latitude, srid=4326)
    stations = (
        visible_devices(actor)
        .filter(location__isnull=False, points__quantity=Quantity.WIND_DIRECTION)
        .exclude(state="retired")
        .annotate(away=Distance("location", here))
        .order_by("away")
        .distinct()[:ASKED]
    )
    most = 0
    for station in stations:
        if station.away.m > FARTHEST_M:
            break
        ids = {
            point.quantity: point.pk
            for point in visible_points(actor).filter(device_id=station.pk, is_active=True)
        }
        if Quantity.WIND_SPEED not in ids or Quantity.WIND_DIRECTION not in ids:
            continue
        speeds = _hourly(ids[Quantity.WIND_SPEED])
        directions = _hourly(ids[Quantity.WIND_DIRECTION])
        known = sorted(speeds.keys() & directions.keys())
        most = max(most, len(known))
        if len(known) < ENOUGH_HOURS:
            continue
        clocks = [timezone.localtime(from_ms(hour * HOUR_MS)).hour for hour in known]
        rose = recorded_rose([speeds[h] for h in known], [directions[h] for h in known], clocks)
        heat = _hourly(ids[Quantity.TEMPERATURE]) if Quantity.TEMPERATURE in ids else {}
        return SiteWind(
            rose,
            _("%(station)s, %(hours)d hours until %(day)s")
            % {
                "station": station.name,
                "hours": len(known),
                "day": timezone.localtime(from_ms(known[-1] * HOUR_MS)).strftime("%Y-%m-%d"),
            },
            False,
            len(known),
            round(float(np.mean(list(heat.values()))), 1) if heat else None,
        )
    return SiteWind(
        default_rose(),
        _("stated default: no station within 30 km has 720 hours of wind (the most: %(n)d)")
        % {"n": most},
        True,
        most,
    )


def _hourly(point_id: int) -> dict[int, float]:
    """Return the last good reading of each hour of the last year, by hour since 1970."""
    now = clock.now()
    found = read_stored(now - LONGEST, now, [point_id])
    good = (found.quality < 2) & np.isfinite(found.value)
    hours = found.at_ms[good] // HOUR_MS
    return dict(zip(hours.tolist(), found.value[good].tolist(), strict=True))
