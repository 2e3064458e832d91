"""What vehicles add elsewhere: loads on alarms and incidents, the vehicles of an operator."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import Panel, register_panel
from anlan.monitoring.vehicles.choices import STATE_TONES, TripState, VehicleState
from anlan.monitoring.vehicles.constants import ALARM_SOURCE, NEAR_M
from anlan.monitoring.vehicles.models import Trip, Vehicle
from anlan.monitoring.vehicles.packing import distance_m
from anlan.monitoring.vehicles.permissions import VIEW

SHOWN = 8


def _loads(trips: Any) -> list[dict[str, Any]]:
    return [
        {
            "trip": trip,
            "vehicle": trip.vehicle,
            "goods": list(trip.goods.all()),
            "distance_m": getattr(trip, "distance_m", None),
        }
        for trip in trips
    ]


def _under_way(actor: Actor) -> Any:
    return (
        visible(Trip, actor)
        .filter(state=TripState.UNDER_WAY)
        .select_related("vehicle__enterprise", "driver", "escort")
        .prefetch_related("goods__chemical")
    )


def of_alarm(alarm: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return what the vehicle of an alarm has on board; nothing for alarms of others."""
    if not alarm.source.startswith(f"{ALARM_SOURCE}.") and alarm.device_id is None:
        return None
    vehicle = visible(Vehicle, actor).filter(device_id=alarm.device_id).first()
    if vehicle is None:
        return None
    return {
        "loads": _loads(_under_way(actor).filter(vehicle=vehicle)),
        "vehicle": vehicle,
        "wide": True,
    }


def near_incident(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return dangerous goods on the road near an incident; nothing when there are none."""
    location: Point | None = incident.location
    if location is None:
        return None
    # A box first (degrees), then the true distance of the few that are left.
    reach = NEAR_M / 90_000
    box = location.buffer(reach).envelope
    close = [
        trip
        for trip in _under_way(actor).filter(vehicle__live__location__within=box)[:50]
        if _metres(trip.vehicle.live.location, location) <= NEAR_M
    ]
    if not close:
        return None
    for trip in close:
        trip.distance_m = round(_metres(trip.vehicle.live.location, location))
    return {"loads": _loads(close), "wide": True}


def _metres(a: Point, b: Point) -> float:
    return float(distance_m(np.array([a.x]), np.array([a.y]), np.array([b.x]), np.array([b.y]))[0])


def of_enterprise(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Return the vehicles of an operator; nothing for who has none."""
    rows = visible(Vehicle, actor).filter(enterprise_id=enterprise.pk)
    found = list(rows.exclude(state=VehicleState.RETIRED).order_by("plate")[: SHOWN + 1])
    if not found:
        return None
    return {
        "rows": [
            {
                "label": vehicle.plate,
                "url": vehicle.get_absolute_url(),
                "value": vehicle.get_kind_display(),
                "state": {
                    "label": vehicle.get_state_display(),
                    "tone": STATE_TONES[VehicleState(vehicle.state)],
                },
            }
            for vehicle in found[:SHOWN]
        ],
        "url": f"{reverse('vehicles:list')}?q={enterprise}" if len(found) > SHOWN else "",
        "topic": "vehicles",
    }


register_panel(
    Panel("alarms.Alarm", "load", _("On board"), "vehicles/_load.html", of_alarm, VIEW, order=5)
)
register_panel(
    Panel(
        "incidents.Incident",
        "loads",
        _("Dangerous goods on the road nearby"),
        "vehicles/_load.html",
        near_incident,
        VIEW,
        order=15,
    )
)
register_panel(
    Panel(
        "enterprises.Enterprise",
        "vehicles",
        pgettext_lazy("register", "Vehicles"),
        "",
        of_enterprise,
        VIEW,
        order=45,
    )
)
