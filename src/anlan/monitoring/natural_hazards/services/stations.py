"""Keeping stations, catchments and thresholds."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import find_region
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.monitoring.devices.public import Quantity
from anlan.monitoring.natural_hazards.choices import (
    RAIN_WINDOWS,
    STAGE_INDICATORS,
    Hazard,
    Indicator,
    Role,
)
from anlan.monitoring.natural_hazards.models import Catchment, Station, StationPoint, Threshold
from anlan.monitoring.natural_hazards.permissions import CHANGE_STATION, CHANGE_THRESHOLD

STATION_FIELDS = (
    "name",
    "kind",
    "catchment_id",
    "elevation_m",
    "datum",
    "warning_stage_m",
    "guarantee_stage_m",
    "highest_stage_m",
    "flood_limit_m",
    "stage_source",
    "is_stage_verified",
    "is_active",
)
#: What a point measures for a station, by its quantity.
ROLES = {
    Quantity.WATER_LEVEL: Role.WATER_LEVEL,
    Quantity.FLOW: Role.FLOW,
    Quantity.SOIL_MOISTURE: Role.SOIL_MOISTURE,
    Quantity.WIND_SPEED: Role.WIND_SPEED,
    Quantity.TEMPERATURE: Role.TEMPERATURE,
    Quantity.HUMIDITY: Role.HUMIDITY,
}
_WINDOW = re.compile(r"(\d{1,2})\s*(?:h|小时)", re.IGNORECASE)


def role_of(key: str, name: str, quantity: str) -> tuple[str, int | None] | None:
    """Propose what a point measures for a station: its role and, of a rain total, the hours."""
    if quantity == Quantity.RAINFALL:
        found = _WINDOW.search(key) or _WINDOW.search(name)
        if found is None:
            return Role.RAIN_STEP, None
        hours = int(found[1])
        return (Role.RAIN_TOTAL, hours) if hours in RAIN_WINDOWS.values() else None
    role = ROLES.get(Quantity(quantity)) if quantity in Quantity.values else None
    return (role, None) if role else None


def _check_stages(values: dict[str, Any]) -> None:
    warning, guarantee = values.get("warning_stage_m"), values.get("guarantee_stage_m")
    if warning is not None and guarantee is not None and warning > guarantee:
        raise InvalidInput(
            fields={"guarantee_stage_m": _("The guarantee stage lies above the warning stage.")}
        )


@transaction.atomic
def register_station(
    *, device_id: int, code: str, name: str, kind: str, actor: Actor, **facts: Any
) -> Station:
    """Make a device a station of the county's network; its points find their roles.

    Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``.
    """
    device: Any = get_visible(apps.get_model("devices.Device"), device_id, actor=actor)
    if Station.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("Another station has this code already.")})
    if Station.objects.filter(device_id=device_id).exists():
        raise InvalidInput(fields={"device": _("This device is a station already.")})
    _check_stages(facts)
    station = Station(
        device_id=device_id,
        code=code,
        name=name,
        kind=kind,
        region_id=device.region_id,
        location=device.location,
        **{key: value for key, value in facts.items() if key in STATION_FIELDS},
    )
    require(actor, CHANGE_STATION, station)
    station.save()
    StationPoint.objects.bulk_create(_proposed(station, device.points.filter(is_active=True)))
    audit(actor, "natural_hazards.station.registered", station, after={"code": code})
    return station


def _proposed(station: Station, points: Iterable[Any]) -> list[StationPoint]:
    rows: list[StationPoint] = []
    taken: set[tuple[str, int | None]] = set()
    for point in points:
        proposal = role_of(point.key, point.name, point.quantity)
        if proposal is None or proposal in taken:
            continue
        taken.add(proposal)
        rows.append(
            StationPoint(station=station, point_id=point.pk, role=proposal[0], window_h=proposal[1])
        )
    return rows


@transaction.atomic
def change_station(*, station_id: int, actor: Actor, **facts: Any) -> Station:
    """Correct a station: catchment, height, stages. Raises ``NotVisible`` or ``NotPermitted``."""
    station = get_visible(Station, station_id, actor=actor, lock=True)
    require(actor, CHANGE_STATION, station)
    _check_stages(facts)
    new = {key: value for key, value in facts.items() if key in STATION_FIELDS}
    before = {key: getattr(station, key) for key in new if getattr(station, key) != new[key]}
    after = {key: new[key] for key in before}
    for key, value in after.items():
        setattr(station, key, value)
    station.save(update_fields=[*after, "updated_at"])
    audit(actor, "natural_hazards.station.changed", station, before=before, after=after)
    return station


@transaction.atomic
def save_catchment(
    *,
    actor: Actor,
    code: str,
    name: str,
    region_code: str,
    township_codes: Collection[str],
    catchment_id: int | None = None,
    river: str = "",
    area_km2: float | None = None,
    concentration_h: float | None = None,
) -> Catchment:
    """Enter or correct a catchment with the townships its water runs through."""
    if find_region(region_code) is None:
        raise InvalidInput(fields={"region_code": _("There is no such region.")})
    others = Catchment.objects.filter(code=code)
    if catchment_id is None:
        catchment = Catchment(region_id=region_code)
    else:
        catchment = get_visible(Catchment, catchment_id, actor=actor, lock=True)
        others = others.exclude(pk=catchment_id)
    require(actor, CHANGE_STATION, catchment)
    if others.exists():
        raise InvalidInput(fields={"code": _("Another catchment has this code already.")})
    catchment.code, catchment.name, catchment.river = code, name, river
    catchment.region_id = region_code
    catchment.area_km2, catchment.concentration_h = area_km2, concentration_h
    catchment.save()
    catchment.townships.set(township_codes)  # type: ignore[arg-type]  # codes are the keys
    audit(
        actor,
        "natural_hazards.catchment.saved",
        catchment,
        after={"code": code, "townships": sorted(township_codes)},
    )
    return catchment


@transaction.atomic
def save_threshold(
    *,
    actor: Actor,
    hazard: str,
    indicator: str,
    level: int,
    limit: float,
    data_source: str,
    threshold_id: int | None = None,
    region_code: str = "",
    catchment_id: int | None = None,
    clause: str = "",
    is_verified: bool = False,
    is_active: bool = True,
) -> Threshold:
    """Set a threshold. Raises ``NotPermitted`` or ``InvalidInput``."""
    require_permission(actor, CHANGE_THRESHOLD)
    _check_threshold(hazard, indicator, region_code, catchment_id, data_source)
    if threshold_id is None:
        row, before = Threshold(), {}
    else:
        row = get_visible(Threshold, threshold_id, actor=actor, lock=True)
        before = {"limit": row.limit, "level": row.level, "source": row.data_source}
    row.hazard, row.indicator, row.level, row.limit = hazard, indicator, level, limit
    row.region_id, row.catchment_id = region_code or None, catchment_id
    row.data_source, row.clause = data_source, clause
    row.is_verified, row.is_active = is_verified, is_active
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise InvalidInput(
            fields={"level": _("This level of the indicator has a threshold there already.")}
        ) from None
    audit(
        actor,
        "natural_hazards.threshold.saved",
        row,
        before=before,
        after={"limit": limit, "level": level, "source": data_source},
    )
    return row


def _check_threshold(
    hazard: str, indicator: str, region_code: str, catchment_id: int | None, data_source: str
) -> None:
    wrong: dict[str, str] = {}
    if hazard not in Hazard.values:
        wrong["hazard"] = _("Choose a hazard.")
    if indicator not in Indicator.values:
        wrong["indicator"] = _("Choose an indicator.")
    elif (indicator in STAGE_INDICATORS) != (hazard == Hazard.RIVER_FLOOD):
        wrong["indicator"] = _("Heights above stages judge river floods, and nothing else does.")
    if region_code and catchment_id is not None:
        wrong["region_code"] = _("A threshold holds for a township or for a catchment, not both.")
    elif region_code and find_region(region_code) is None:
        wrong["region_code"] = _("There is no such region.")
    if not data_source.strip():
        wrong["data_source"] = _("Say where the figure comes from.")
    if wrong:
        raise InvalidInput(fields=wrong)
