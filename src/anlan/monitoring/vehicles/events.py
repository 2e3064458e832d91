"""What happens to vehicles and trips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class VehicleRegistered(Event):
    """A vehicle was added to the register."""

    name: ClassVar[str] = "vehicles.vehicle.registered"
    vehicle_id: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The list of vehicles."""
        return ["vehicles"]


@dataclass(frozen=True)
class VehicleStateChanged(Event):
    """A vehicle went out of operation, back into it, or was deregistered."""

    name: ClassVar[str] = "vehicles.vehicle.state_changed"
    words = _("state of a vehicle changed")
    vehicle_id: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The list of vehicles and the vehicle's own page."""
        return ["vehicles", f"vehicle:{self.vehicle_id}"]


@dataclass(frozen=True)
class TripStateChanged(Event):
    """A dangerous-goods trip was filed, departed, arrived or was cancelled."""

    name: ClassVar[str] = "vehicles.trip.state_changed"
    words = _("state of a dangerous-goods trip changed")
    trip_id: int
    vehicle_id: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The list of trips, the vehicle's own page."""
        return ["trips", f"vehicle:{self.vehicle_id}"]


@dataclass(frozen=True)
class TerminalOrderMoved(Event):
    """An order to a terminal was written, sent, answered, or came to nothing."""

    name: ClassVar[str] = "vehicles.order.moved"
    words = _("order to a terminal moved on")
    order_id: int
    vehicle_id: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The vehicle's own page."""
        return [f"vehicle:{self.vehicle_id}"]
