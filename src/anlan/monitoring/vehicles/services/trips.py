"""Filing dangerous-goods trips and reporting how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import GEOSException, GEOSGeometry, LineString
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.geometry import is_on_earth
from anlan.kernel.policy import get_visible, require
from anlan.kernel.search_text import search_text
from anlan.monitoring.vehicles.choices import Packaging, VehicleKind
from anlan.monitoring.vehicles.events import TripStateChanged
from anlan.monitoring.vehicles.models import Driver, Trip, TripGoods, Vehicle
from anlan.monitoring.vehicles.permissions import FILE_TRIP
from anlan.monitoring.vehicles.states import TRIP
from anlan.supervision.chemicals.public import get_chemical

#: Corners of a planned route: every bend of a hundred kilometres.
MOST_CORNERS = 5_000


def read_route(text: str) -> LineString:
    """Read a route drawn as GeoJSON; raises ``InvalidInput`` in words."""
    try:
        line = GEOSGeometry(text)
    except (GEOSException, ValueError, TypeError):
        line = None
    if not isinstance(line, LineString) or line.empty or line.length == 0:
        raise InvalidInput(fields={"route": _("Draw the route on the map, or leave it empty.")})
    if line.num_coords > MOST_CORNERS:
        raise InvalidInput(
            fields={"route": _("At most %(most)d corners.") % {"most": MOST_CORNERS}}
        )
    if not is_on_earth(line):
        raise InvalidInput(fields={"route": _("The route lies outside the earth.")})
    line.srid = 4326
    return line


@dataclass(frozen=True, slots=True)
class Goods:
    """A line of a waybill."""

    chemical_id: int
    quantity_t: float
    packaging: str = Packaging.TANK


def _tell(trip: Trip, actor: Actor) -> None:
    emit(
        TripStateChanged(
            trip.pk,
            trip.vehicle_id,
            trip.state,
            trip.region_id,
            trip.enterprise.organisation_id,
        ),
        actor,
    )


@transaction.atomic
def file_trip(
    *,
    number: str,
    vehicle_id: int,
    goods: Sequence[Goods],
    shipper: str,
    receiver: str,
    origin: str,
    destination: str,
    planned_from: datetime,
    planned_to: datetime,
    actor: Actor,
    driver_id: int | None = None,
    escort_id: int | None = None,
    receiver_phone: str = "",
    route_text: str = "",
    route: LineString | None = None,
    remark: str = "",
) -> Trip:
    """File the waybill of a trip. Raises ``NotVisible``, ``NotPermitted`` or ``InvalidInput``."""
    vehicle = get_visible(Vehicle, vehicle_id, actor=actor)
    if vehicle.kind != VehicleKind.HAZMAT:
        raise InvalidInput(fields={"vehicle_id": _("This vehicle does not carry dangerous goods.")})
    if not goods:
        raise InvalidInput(fields={"goods": _("Name the goods first.")})
    if any(row.quantity_t <= 0 for row in goods):
        raise InvalidInput(fields={"goods": _("The quantity must be more than zero.")})
    if len({row.chemical_id for row in goods}) != len(goods):
        raise InvalidInput(fields={"goods": _("Each substance stands once on a waybill.")})
    if planned_to <= planned_from:
        raise InvalidInput(fields={"planned_to": _("The end lies before the beginning.")})
    if Trip.objects.filter(number=number).exists():
        raise InvalidInput(fields={"number": _("This number is used by another trip.")})
    for name, person_id in (("driver_id", driver_id), ("escort_id", escort_id)):
        if (
            person_id is not None
            and not Driver.objects.filter(
                pk=person_id, enterprise_id=vehicle.enterprise_id, is_active=True
            ).exists()
        ):
            raise InvalidInput(fields={name: _("This driver works for another operator.")})
    names = [get_chemical(row.chemical_id).name for row in goods]
    trip = Trip(
        number=number,
        vehicle=vehicle,
        enterprise=vehicle.enterprise,
        region_id=vehicle.region_id,
        driver_id=driver_id,
        escort_id=escort_id,
        shipper=shipper,
        receiver=receiver,
        receiver_phone=receiver_phone,
        origin=origin,
        destination=destination,
        route_text=route_text,
        route=route,
        planned_from=planned_from,
        planned_to=planned_to,
        remark=remark,
        search_text=search_text(
            number, vehicle.plate, shipper, receiver, origin, destination, *names
        ),
    )
    require(actor, FILE_TRIP, trip)
    trip.save()
    TripGoods.objects.bulk_create(
        TripGoods(
            trip=trip,
            chemical_id=row.chemical_id,
            quantity_t=row.quantity_t,
            packaging=row.packaging,
        )
        for row in goods
    )
    audit(
        actor,
        "vehicles.trip.filed",
        trip,
        after={
            "number": number,
            "vehicle": vehicle.plate,
            "goods": [
                f"{name} {row.quantity_t:g} t" for name, row in zip(names, goods, strict=True)
            ],
        },
    )
    _tell(trip, actor)
    return trip


def _move(trip_id: int, step: str, word: str, actor: Actor, reason: str = "") -> Trip:
    trip = get_visible(Trip, trip_id, actor=actor, lock=True)
    TRIP.fire(trip, step, actor=actor, reason=reason)
    now = clock.now()
    if step == "depart":
        trip.departed_at = now
    else:
        trip.ended_at = now
    trip.save(update_fields=["departed_at", "ended_at", "updated_at"])
    audit(actor, f"vehicles.trip.{word}", trip, reason=reason)
    _tell(trip, actor)
    return trip


@transaction.atomic
def depart(*, trip_id: int, actor: Actor) -> Trip:
    """Report that a trip has begun; what is on board is shown with the vehicle from now on."""
    trip = get_visible(Trip, trip_id, actor=actor, lock=True)
    other = Trip.objects.filter(vehicle_id=trip.vehicle_id, state="under_way").exclude(pk=trip.pk)
    if other.exists():
        raise InvalidInput(_("The vehicle is on a trip: report its arrival first."))
    return _move(trip_id, "depart", "departed", actor)


@transaction.atomic
def arrive(*, trip_id: int, actor: Actor) -> Trip:
    """Report that a trip has arrived and is unloaded."""
    return _move(trip_id, "arrive", "arrived", actor)


@transaction.atomic
def cancel_trip(*, trip_id: int, reason: str, actor: Actor) -> Trip:
    """Cancel a trip, with the reason."""
    return _move(trip_id, "cancel", "cancelled", actor, reason)
