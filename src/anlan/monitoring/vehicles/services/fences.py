"""Drawing geofences, changing limits and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, Polygon
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.vehicles.choices import FenceKind, RuleKind
from anlan.monitoring.vehicles.models import DrivingRule, Fence, SpeedLimit, Vehicle
from anlan.monitoring.vehicles.permissions import CHANGE_FENCE, CHANGE_RULE

#: Corners of a fence: enough for a town's outline, few enough to be judged in passing.
MOST_CORNERS = 2_000


def read_area(text: str) -> Polygon:
    """Read an area drawn as GeoJSON; raises ``InvalidInput`` in words."""
    try:
        area = GEOSGeometry(text)
    except (GEOSException, ValueError, TypeError):
        area = None
    if not isinstance(area, Polygon) or area.empty:
        raise InvalidInput(fields={"area": _("Draw the area on the map first.")})
    area.srid = 4326
    if not area.valid:
        raise InvalidInput(fields={"area": _("The outline crosses itself.")})
    if area.num_coords > MOST_CORNERS:
        raise InvalidInput(fields={"area": _("At most %(most)d corners.") % {"most": MOST_CORNERS}})
    if not is_on_earth(area):
        raise InvalidInput(fields={"area": _("The area lies outside the earth.")})
    return area


def _check(kind: str, limit_km_h: int | None, begins_at: Any, ends_at: Any) -> None:
    if kind == FenceKind.SLOW and not limit_km_h:
        raise InvalidInput(fields={"limit_km_h": _("A slow zone needs its speed limit.")})
    if (begins_at is None) != (ends_at is None):
        raise InvalidInput(fields={"ends_at": _("Give both times of day, or none.")})


@transaction.atomic
def draw_fence(
    *,
    name: str,
    kind: str,
    region_id: str,
    area: Polygon,
    actor: Actor,
    vehicle_kinds: Sequence[str] = (),
    vehicle_ids: Iterable[int] = (),
    limit_km_h: int | None = None,
    begins_at: time | None = None,
    ends_at: time | None = None,
    weekdays: Sequence[int] = (),
    level: int = 3,
    legal_basis: str = "",
) -> Fence:
    """Draw a geofence. Raises ``NotPermitted``, ``NotVisible`` or ``InvalidInput``."""
    _check(kind, limit_km_h, begins_at, ends_at)
    fence = Fence(
        name=name,
        kind=kind,
        region_id=region_id,
        area=area,
        vehicle_kinds=list(vehicle_kinds),
        limit_km_h=limit_km_h if kind == FenceKind.SLOW else None,
        begins_at=begins_at,
        ends_at=ends_at,
        weekdays=[int(day) for day in weekdays],
        level=level,
        legal_basis=legal_basis,
    )
    require(actor, CHANGE_FENCE, fence)
    fence.save()
    fence.vehicles.set(_known_vehicles(vehicle_ids, actor))
    audit(actor, "vehicles.fence.drawn", fence, after={"name": name, "kind": kind})
    return fence


def _known_vehicles(vehicle_ids: Iterable[int], actor: Actor) -> list[Vehicle]:
    return [get_visible(Vehicle, pk, actor=actor) for pk in vehicle_ids]


@transaction.atomic
def change_fence(
    *,
    fence_id: int,
    name: str,
    area: Polygon,
    vehicle_kinds: Sequence[str],
    limit_km_h: int | None,
    begins_at: time | None,
    ends_at: time | None,
    weekdays: Sequence[int],
    level: int,
    legal_basis: str,
    is_active: bool,
    actor: Actor,
) -> Fence:
    """Change a geofence; vehicles are judged by it from the next batch of positions on."""
    fence = get_visible(Fence, fence_id, actor=actor, lock=True)
    require(actor, CHANGE_FENCE, fence)
    _check(fence.kind, limit_km_h, begins_at, ends_at)
    new: dict[str, Any] = {
        "name": name,
        "area": area,
        "vehicle_kinds": list(vehicle_kinds),
        "limit_km_h": limit_km_h if fence.kind == FenceKind.SLOW else None,
        "begins_at": begins_at,
        "ends_at": ends_at,
        "weekdays": [int(day) for day in weekdays],
        "level": level,
        "legal_basis": legal_basis,
        "is_active": is_active,
    }
    before = {
        key: getattr(fence, key) for key, value in new.items() if getattr(fence, key) != value
    }
    for key in before:
        setattr(fence, key, new[key])
    fence.save(update_fields=[*before, "updated_at"])
    told = {key: str(new[key]) if key == "area" else new[key] for key in before}
    was = {key: str(value) if key == "area" else value for key, value in before.items()}
    audit(actor, "vehicles.fence.changed", fence, before=was, after=told)
    return fence


@transaction.atomic
def change_limit(
    *, limit_id: int, limit_km_h: int, legal_basis: str, is_verified: bool, actor: Actor
) -> SpeedLimit:
    """Change a speed limit; a limit without its basis is refused."""
    limit = get_visible(SpeedLimit, limit_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, limit)
    if not legal_basis.strip():
        raise InvalidInput(fields={"legal_basis": _("Name the clause the limit rests on.")})
    new = {"limit_km_h": limit_km_h, "legal_basis": legal_basis, "is_verified": is_verified}
    before = {
        key: getattr(limit, key) for key, value in new.items() if getattr(limit, key) != value
    }
    for key in before:
        setattr(limit, key, new[key])
    limit.save(update_fields=[*before, "updated_at"])
    audit(
        actor,
        "vehicles.limit.changed",
        limit,
        before=before,
        after={key: new[key] for key in before},
    )
    return limit


@transaction.atomic
def change_rule(
    *,
    rule_id: int,
    begins_at: time | None,
    ends_at: time | None,
    minutes: int,
    rest_minutes: int | None,
    level: int,
    legal_basis: str,
    is_verified: bool,
    is_active: bool,
    actor: Actor,
    tolerance_m: int | None = None,
) -> DrivingRule:
    """Change a driving rule; a rule without its basis is refused."""
    rule = get_visible(DrivingRule, rule_id, actor=actor, lock=True)
    require(actor, CHANGE_RULE, rule)
    if not legal_basis.strip():
        raise InvalidInput(fields={"legal_basis": _("Name the clause the rule rests on.")})
    _check("", None, begins_at, ends_at)
    if rule.kind == RuleKind.OFF_ROUTE and not tolerance_m:
        raise InvalidInput(
            fields={"tolerance_m": _("Say how far from its route a vehicle may be.")}
        )
    new: dict[str, Any] = {
        "begins_at": begins_at,
        "ends_at": ends_at,
        "minutes": minutes,
        "rest_minutes": rest_minutes,
        "tolerance_m": tolerance_m,
        "level": level,
        "legal_basis": legal_basis,
        "is_verified": is_verified,
        "is_active": is_active,
    }
    before = {key: getattr(rule, key) for key, value in new.items() if getattr(rule, key) != value}
    for key in before:
        setattr(rule, key, new[key])
    rule.save(update_fields=[*before, "updated_at"])
    audit(
        actor,
        "vehicles.rule.changed",
        rule,
        before={key: str(value) for key, value in before.items()},
        after={key: str(new[key]) for key in before},
    )
    return rule
