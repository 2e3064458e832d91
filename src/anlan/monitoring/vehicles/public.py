"""The door of vehicles."""

from __future__ import annotations

from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.constants import ORDERS_CHANNEL
from anlan.monitoring.vehicles.contracts import OrderInfo
from anlan.monitoring.vehicles.permissions import VIEW as VIEW_VEHICLE
from anlan.monitoring.vehicles.roads import register_roads
from anlan.monitoring.vehicles.services.orders import answer_order, release_order, take_orders

__all__ = [
    "ORDERS_CHANNEL",
    "VIEW_VEHICLE",
    "OrderInfo",
    "answer_order",
    "card_number",
    "register_roads",
    "release_order",
    "take_orders",
]
