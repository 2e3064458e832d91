"""Closing roads and opening them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import shapely
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import (
    GEOSException,
    GEOSGeometry,
    LineString,
    MultiPolygon,
    Polygon,
    WKBWriter,
)
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import region_at
from anlan.command.roads.choices import ClosureEffect, ClosureReason, RoadVehicle
from anlan.command.roads.constants import MOST_CORNERS
from anlan.command.roads.events import RoadClosed, RoadOpened
from anlan.command.roads.models import RoadClosure
from anlan.command.roads.permissions import CLOSE
from anlan.command.roads.selectors.memory import buffered
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require, require_permission, scope_reaches


def read_shape(text: str) -> Any:
    """Read a line or an area drawn as GeoJSON; raises ``InvalidInput`` in words."""
    try:
        shape = GEOSGeometry(text)
        if shape.hasz:
            shape = GEOSGeometry(WKBWriter(dim=2).write(shape))
    except (GDALException, GEOSException, ValueError, TypeError):
        shape = None
    if not isinstance(shape, Polygon | LineString) or shape.empty:
        raise InvalidInput(fields={"drawn": _("Draw the stretch or the area on the map first.")})
    if shape.num_coords > MOST_CORNERS:
        raise InvalidInput(
            fields={"drawn": _("At most %(most)d corners.") % {"most": MOST_CORNERS}}
        )
    shape.srid = 4326
    if not shape.valid or (isinstance(shape, LineString) and shape.length == 0.0):
        raise InvalidInput(fields={"drawn": _("The outline crosses itself.")})
    if not is_on_earth(shape):
        raise InvalidInput(fields={"drawn": _("The area lies outside the earth.")})
    return shape


def _area(shape: Any) -> MultiPolygon:
    if isinstance(shape, Polygon):
        return MultiPolygon(shape, srid=4326)
    wide = buffered(shapely.from_wkb(bytes(shape.wkb)))
    return MultiPolygon(Polygon(list(wide.exterior.coords), *map(_ring, wide.interiors)), srid=4326)


def _ring(ring: Any) -> list[Any]:
    return list(ring.coords)


@transaction.atomic
def close_road(
    *,
    name: str,
    reason: str,
    drawn: Any,
    actor: Actor,
    effect: str = ClosureEffect.CLOSED,
    speed_km_h: int | None = None,
    vehicles: Sequence[str] = (),
    begins_at: datetime | None = None,
    ends_at: datetime | None = None,
    note: str = "",
) -> RoadClosure:
    """Close a stretch or an area, or say how fast one can still drive; ways avoid it at once.

    ``drawn`` is a line or a polygon in WGS 84, or its GeoJSON. The region is that of its middle.
    """
    require_permission(actor, CLOSE)
    shape = read_shape(drawn) if isinstance(drawn, str) else drawn
    problems: dict[str, Any] = {}
    if not name.strip():
        problems["name"] = _("Say where it is.")
    if reason not in ClosureReason.values:
        problems["reason"] = _("Choose one of the reasons.")
    if effect not in ClosureEffect.values:
        problems["effect"] = _("Closed, or slowed down?")
    if effect == ClosureEffect.SLOWED and not speed_km_h:
        problems["speed_km_h"] = _("How fast can one still drive?")
    if not set(vehicles) <= set(RoadVehicle.values):
        problems["vehicles"] = _("Unknown kind of vehicle.")
    begin = begins_at or clock.now()
    if ends_at is not None and ends_at <= begin:
        problems["ends_at"] = _("The end must lie after the beginning.")
    middle = (
        shape.point_on_surface if isinstance(shape, Polygon) else shape.interpolate_normalized(0.5)
    )
    region = region_at(middle.x, middle.y)
    if region is None:
        problems["drawn"] = _("It lies outside the regions of this platform.")
    if problems:
        raise InvalidInput(fields=problems)
    assert region is not None
    if not scope_reaches(actor, CLOSE, region=region.code):
        raise NotPermitted(permission=CLOSE)
    closure = RoadClosure.objects.create(
        name=name.strip()[:100],
        reason=reason,
        effect=effect,
        speed_km_h=speed_km_h if effect == ClosureEffect.SLOWED else None,
        vehicles=list(vehicles),
        region_id=region.code,
        drawn=shape,
        area=_area(shape),
        begins_at=begin,
        ends_at=ends_at,
        note=note[:300],
        closed_by=actor.display_name,
    )
    audit(
        actor,
        "roads.closure.created",
        closure,
        after={"reason": reason, "effect": effect, "vehicles": list(vehicles)},
        reason=note,
    )
    emit(RoadClosed(closure.pk, effect, region.code), actor)
    return closure


@transaction.atomic
def lift_closure(*, closure_id: int, actor: Actor, reason: str = "") -> RoadClosure:
    """Open the road again; ways lead over it at once."""
    closure = get_visible(RoadClosure, closure_id, actor=actor, lock=True)
    require(actor, CLOSE, closure)
    if closure.lifted_at is not None:
        raise WrongState(_("This closure is lifted already."))
    closure.lifted_at = clock.now()
    closure.lifted_by = actor.display_name
    closure.lift_reason = reason[:200]
    closure.save(update_fields=["lifted_at", "lifted_by", "lift_reason", "updated_at"])
    audit(actor, "roads.closure.lifted", closure, reason=reason)
    emit(RoadOpened(closure.pk, closure.region_id), actor)
    return closure
