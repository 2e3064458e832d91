"""Vehicles and trips in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import search_q
from anlan.monitoring.vehicles.models import Trip, Vehicle


def find_vehicles(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield vehicles by plate or operator."""
    rows = visible(Vehicle, actor).filter(search_q("search_text", text))
    for vehicle in rows.select_related("enterprise").order_by("plate")[:limit]:
        yield SearchResult(
            kind=_("Vehicle"),
            title=vehicle.plate,
            subtitle=f"{vehicle.get_kind_display()} · {vehicle.enterprise}",
            url=vehicle.get_absolute_url(),
            score=0.6,
        )


def find_trips(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield trips by number, plate, substance, place."""
    rows = visible(Trip, actor).filter(search_q("search_text", text))
    for trip in rows.select_related("vehicle").order_by("-planned_from")[:limit]:
        yield SearchResult(
            kind=_("Dangerous-goods trip"),
            title=trip.number,
            subtitle=f"{trip.vehicle.plate} · {trip.origin} → {trip.destination}",
            url=trip.get_absolute_url(),
            score=0.5,
        )


register_search("vehicles", find_vehicles)
register_search("trips", find_trips)
