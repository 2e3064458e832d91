"""Roads for other systems: ways, what is reached, closures; the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from anlan.command.roads.choices import ClosureEffect, RoadVehicle
from anlan.command.roads.constants import LONGEST_MINUTES
from anlan.command.roads.models import RoadClosure
from anlan.command.roads.permissions import VIEW
from anlan.command.roads.selectors.ways import find_route, list_reaches
from anlan.command.roads.services.closures import close_road, lift_closure
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.policy import require_permission, visible

router = Router()


class PlaceIn(Schema):
    """A place and what drives."""

    lon: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    vehicle: RoadVehicle = RoadVehicle.RESCUE


class WayIn(PlaceIn):
    """Two places."""

    to_lon: float = Field(ge=-180, le=180)
    to_lat: float = Field(ge=-90, le=90)


class ReachIn(PlaceIn):
    """A place and a time."""

    minutes: float = Field(10.0, gt=0, le=LONGEST_MINUTES)


class RouteOut(Schema):
    """A way by road: an estimate."""

    length_m: float
    time_s: float
    method: str
    network: str
    closures: int
    roads: list[tuple[str, float]]
    line: list[tuple[float, float]]


class ReachOut(Schema):
    """The area reached, GeoJSON."""

    minutes: float
    area_km2: float
    geometry: dict[str, Any]


class ClosureOut(Schema):
    """A closure in force."""

    id: int
    name: str
    reason: str
    effect: str
    speed_km_h: int | None
    vehicles: list[str]
    begins_at: datetime
    ends_at: datetime | None


class ClosureIn(Schema):
    """A new closure; ``drawn`` is a line or a polygon as GeoJSON text."""

    name: str = Field(min_length=1, max_length=100)
    reason: str = Field(max_length=20)
    drawn: str = Field(max_length=200_000)
    effect: ClosureEffect = ClosureEffect.CLOSED
    speed_km_h: int | None = Field(None, ge=1, le=100)
    vehicles: list[RoadVehicle] = Field(default_factory=list, max_length=6)
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    note: str = Field("", max_length=300)


class LiftIn(Schema):
    """Why it is lifted."""

    reason: str = Field("", max_length=200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/route", response=RouteOut, summary="Quickest way between two places")
def route(request: HttpRequest, asked: Query[WayIn]) -> Any:
    """Return the quickest way by road; closures in force are avoided. 404 when there is none."""
    require_permission(_actor(request), VIEW)
    found = find_route((asked.lon, asked.lat), (asked.to_lon, asked.to_lat), vehicle=asked.vehicle)
    if found is None:
        raise NotVisible
    return found


@router.get("/isochrone", response=ReachOut, summary="What is reached within a time")
def isochrone(request: HttpRequest, asked: Query[ReachIn]) -> Any:
    """Return the area reached from a place; 404 when it lies too far from any road."""
    require_permission(_actor(request), VIEW)
    found = list_reaches((asked.lon, asked.lat), [asked.minutes], vehicle=asked.vehicle)
    if not found:
        raise NotVisible
    return found[0]


@router.get("/closures", response=list[ClosureOut], summary="Closures in force in one's area")
def closures(request: HttpRequest) -> Any:
    """Return the visible closures in force now."""
    now = clock.now()
    rows = visible(RoadClosure, _actor(request)).filter(lifted_at__isnull=True, begins_at__lte=now)
    return [row for row in rows.order_by("pk")[:1000] if row.is_in_force(now)]


@router.post("/closures", response=ClosureOut, summary="Close a road")
def close(request: HttpRequest, data: ClosureIn) -> Any:
    """Close a stretch or an area; 422 for a shape that is none."""
    values = data.dict()
    for moment in (values["begins_at"], values["ends_at"]):
        if moment is not None and moment.tzinfo is None:
            raise InvalidInput(fields={"begins_at": _("A time needs its zone.")})
    for name in ("name", "note", "drawn", "reason"):
        values[name] = values[name].replace("\x00", "")
    return close_road(actor=_actor(request), **values)


@router.post("/closures/{int:closure_id}/lift", response=ClosureOut, summary="Lift a closure")
def lift(request: HttpRequest, closure_id: int, data: LiftIn) -> Any:
    """Open the road again; 409 when it is open already."""
    return lift_closure(
        closure_id=closure_id, reason=data.reason.replace("\x00", ""), actor=_actor(request)
    )
