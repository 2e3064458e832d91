"""The working life of a vehicle and the course of a trip."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition
from anlan.monitoring.vehicles.choices import TripState as T
from anlan.monitoring.vehicles.choices import VehicleState as V
from anlan.monitoring.vehicles.permissions import CHANGE, FILE_TRIP

VEHICLE = StateMachine(
    model="vehicles.Vehicle",
    initial=V.IN_SERVICE,
    transitions=(
        Transition(
            "suspend",
            V.IN_SERVICE,
            V.SUSPENDED,
            CHANGE,
            gettext_lazy("take out of operation"),
            needs_reason=True,
        ),
        Transition(
            "resume",
            V.SUSPENDED,
            V.IN_SERVICE,
            CHANGE,
            gettext_lazy("put back into operation"),
            style="primary",
        ),
        Transition(
            "retire",
            (V.IN_SERVICE, V.SUSPENDED),
            V.RETIRED,
            CHANGE,
            gettext_lazy("deregister"),
            needs_reason=True,
            style="danger",
        ),
    ),
)


def may_depart(trip: Any) -> Message | None:
    """A trip begins with goods the vehicle may carry, a qualified driver, and a vehicle at work."""
    vehicle = trip.vehicle
    if vehicle.state != V.IN_SERVICE:
        return _("The vehicle is out of operation.")
    if trip.driver is None:
        return _("Name the driver first.")
    if trip.driver.valid_to is not None and trip.driver.valid_to < clock.today():
        return _("The driver's qualification has expired.")
    if not trip.driver.may_carry_goods:
        return _("The driver is not qualified for dangerous goods.")
    goods = list(trip.goods.select_related("chemical"))
    if not goods:
        return _("Name the goods first.")
    permitted = set(vehicle.permitted.values_list("pk", flat=True))
    refused = [row.chemical.name for row in goods if row.chemical_id not in permitted]
    if refused:
        return _("The vehicle may not carry: %(goods)s.") % {"goods": "、".join(refused)}
    load_t = sum(row.quantity_t for row in goods)
    if vehicle.load_t is not None and load_t > vehicle.load_t:
        return _("Loaded %(load)g t, the vehicle may carry %(most)g t.") % {
            "load": load_t,
            "most": vehicle.load_t,
        }
    return None


TRIP = StateMachine(
    model="vehicles.Trip",
    initial=T.PLANNED,
    transitions=(
        Transition(
            "depart",
            T.PLANNED,
            T.UNDER_WAY,
            FILE_TRIP,
            gettext_lazy("report departure"),
            guard=may_depart,
            style="primary",
        ),
        Transition(
            "arrive",
            T.UNDER_WAY,
            T.ARRIVED,
            FILE_TRIP,
            gettext_lazy("report arrival"),
            style="primary",
        ),
        Transition(
            "cancel",
            (T.PLANNED, T.UNDER_WAY),
            T.CANCELLED,
            FILE_TRIP,
            gettext_lazy("cancel the trip"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
