"""Fire weather at the stations: the Canadian codes, carried on hour by hour and day by day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from anlan.kernel.actor import Actor
from anlan.kernel.policy import require_permission
from anlan.monitoring.natural_hazards.constants import FIRE_CODES_HELD, FIRE_HOUR
from anlan.monitoring.natural_hazards.models import HourlyValue, Station
from anlan.monitoring.natural_hazards.permissions import MAKE
from anlan.monitoring.natural_hazards.selectors.rain import nearest_rain, stations_with_rain
from anlan.monitoring.natural_hazards.services.hours import write_hours
from anlan_science.fire_weather import van_wagner_pickett1985 as daily
from anlan_science.fire_weather.hourly import compute_hour
from anlan_science.fire_weather.system import compute_day

WEATHER = ("temperature", "humidity", "wind_speed")
CODES = ("ffmc", "ffmc_day", "dmc", "dc")
_ZERO_C = 273.15


@transaction.atomic
def update_fire_codes(*, at: datetime, actor: Actor) -> int:
    """Carry the codes of every station with weather of this hour on; return how many.

    The litter code, and with it the spread and fire weather indices, follow each hour; the duff and
    drought codes move once a day, with the weather of early afternoon. Codes older than three days
    start anew with the values of a season's beginning. Rain is the station's own, else that of the
    nearest rain station. Where no rain is known the codes are not moved.
    """
    require_permission(actor, MAKE)
    weather: dict[int, dict[str, float]] = {}
    for row in HourlyValue.objects.filter(quantity__in=WEATHER, at=at):
        weather.setdefault(row.station_id, {})[row.quantity] = row.value
    ready = {key for key, found in weather.items() if len(found) == len(WEATHER)}
    stations = Station.objects.filter(pk__in=ready, is_active=True)
    is_day = timezone.localtime(at).hour == FIRE_HOUR
    before = codes_before(ready, at)
    with_rain = stations_with_rain(at)
    rows: list[tuple[int, str, datetime, float]] = []
    done = 0
    for station in stations:
        rain_1h = nearest_rain(station, at, 1, with_rain)
        rain_24h = nearest_rain(station, at, 24, with_rain)
        if rain_1h is None:
            continue
        given = weather[station.pk]
        codes = before.get(station.pk, {})
        kelvin = given["temperature"] + _ZERO_C
        humid = min(max(given["humidity"] / 100, 0.0), 1.0)
        wind = max(given["wind_speed"], 0.0)
        new = {
            "ffmc_day": codes.get("ffmc_day", daily.START_FFMC),
            "dmc": codes.get("dmc", daily.START_DMC),
            "dc": codes.get("dc", daily.START_DC),
        }
        if is_day and rain_24h is not None:
            local = timezone.localtime(at)
            latitude = station.location.y if station.location else 30.0
            day = compute_day(
                (new["ffmc_day"], new["dmc"], new["dc"]),
                kelvin,
                humid,
                wind,
                rain_24h,
                local.month,
                latitude,
            )
            new = {"ffmc_day": float(day.ffmc), "dmc": float(day.dmc), "dc": float(day.dc)}
        litter = codes.get("ffmc", daily.START_FFMC)
        hour = compute_hour(litter, new["dmc"], new["dc"], kelvin, humid, wind, rain_1h)
        new |= {"ffmc": float(hour.ffmc), "isi": float(hour.isi), "fwi": float(hour.fwi)}
        rows += [(station.pk, quantity, at, value) for quantity, value in new.items()]
        done += 1
    write_hours(rows)
    return done


def codes_before(stations: set[int], at: datetime) -> dict[int, dict[str, float]]:
    """Return the newest codes of each station before an hour, not older than they are held."""
    found: dict[int, dict[str, float]] = {}
    rows = HourlyValue.objects.filter(
        station__in=stations, quantity__in=CODES, at__lt=at, at__gte=at - FIRE_CODES_HELD
    )
    for row in rows.order_by("at"):
        found.setdefault(row.station_id, {})[row.quantity] = row.value
    return found


def hours_between(begin: datetime, end: datetime) -> list[datetime]:
    """Return the full hours after ``begin`` until ``end``."""
    step, found = begin + timedelta(hours=1), []
    while step <= end:
        found.append(step)
        step += timedelta(hours=1)
    return found
