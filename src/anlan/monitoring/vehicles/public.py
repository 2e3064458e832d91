"""The door of vehicles."""

from __future__ import annotations

from anlan.monitoring.vehicles.cards import card_number
from anlan.monitoring.vehicles.permissions import VIEW as VIEW_VEHICLE
from anlan.monitoring.vehicles.roads import register_roads

__all__ = ["VIEW_VEHICLE", "card_number", "register_roads"]
