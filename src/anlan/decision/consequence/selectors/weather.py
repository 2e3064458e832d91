"""The latest weather of the nearest station."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point

from anlan.kernel.actor import Actor
from anlan.monitoring.devices.public import Quantity, visible_devices, visible_points
from anlan.monitoring.telemetry.public import list_latest

#: A station farther away says little about the wind here. [m]
FARTHEST_M = 30_000.0
#: So many stations are asked for a wind speed, nearest first.
ASKED = 5


@dataclass(frozen=True, slots=True)
class StationWeather:
    """What a station measured last; None where it has no such instrument or no reading."""

    source: str
    distance_m: float
    at: datetime
    wind_speed_m_s: float
    wind_from_deg: float | None
    temperature_c: float | None
    humidity_percent: float | None


def nearest_weather(*, longitude: float, latitude: float, actor: Actor) -> StationWeather | None:
    """Return the latest readings of the nearest visible station that measures the wind."""
    here = Point(longitude, latitude, srid=4326)
    devices = list(
        visible_devices(actor)
        .filter(location__isnull=False, points__quantity=Quantity.WIND_SPEED)
        .exclude(state="retired")
        .annotate(away=Distance("location", here))
        .order_by("away")
        .distinct()[:ASKED]
    )
    for device in devices:
        away: float = device.away.m
        if away > FARTHEST_M:
            break
        points = visible_points(actor).filter(device_id=device.pk, is_active=True)
        ids = {point.quantity: point.pk for point in points}
        latest = list_latest(ids.values())
        values = {q: latest[pk].value for q, pk in ids.items() if pk in latest}
        wind = values.get(Quantity.WIND_SPEED)
        if wind is None:
            continue
        return StationWeather(
            source=device.name,
            distance_m=away,
            at=latest[ids[Quantity.WIND_SPEED]].at,
            wind_speed_m_s=wind,
            wind_from_deg=values.get(Quantity.WIND_DIRECTION),
            temperature_c=values.get(Quantity.TEMPERATURE),
            humidity_percent=values.get(Quantity.HUMIDITY),
        )
    return None
