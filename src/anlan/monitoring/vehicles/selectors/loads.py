"""What a vehicle has on board now."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.monitoring.vehicles.choices import TripState
from anlan.monitoring.vehicles.models import Trip, TripGoods


def current_trips(vehicle_ids: Iterable[int]) -> dict[int, Trip]:
    """Return the trip under way of each vehicle that has one."""
    rows = Trip.objects.filter(vehicle_id__in=list(vehicle_ids), state=TripState.UNDER_WAY)
    return {trip.vehicle_id: trip for trip in rows.prefetch_related("goods__chemical")}


def goods_words(goods: Iterable[TripGoods]) -> str:
    """Return a load in words: substances with tonnes."""
    return "、".join(f"{row.chemical.name} {row.quantity_t:g} t" for row in goods)


def load_words(vehicle_id: int) -> str:
    """Return what a vehicle has on board by its waybill, empty without one."""
    trip = current_trips([vehicle_id]).get(vehicle_id)
    return goods_words(trip.goods.all()) if trip else ""
