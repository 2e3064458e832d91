"""Vehicles, their drivers, where they are, what they may do, what they did, what they carry."""

from anlan.monitoring.vehicles.models.fence import Fence, FenceCrossing
from anlan.monitoring.vehicles.models.order import TerminalOrder
from anlan.monitoring.vehicles.models.rules import DrivingRule, SpeedLimit
from anlan.monitoring.vehicles.models.track import LiveState, Position, TrackSegment, VehicleDay
from anlan.monitoring.vehicles.models.trip import Trip, TripGoods
from anlan.monitoring.vehicles.models.vehicle import Driver, Vehicle
from anlan.monitoring.vehicles.models.violation import Violation

__all__ = [
    "Driver",
    "DrivingRule",
    "Fence",
    "FenceCrossing",
    "LiveState",
    "Position",
    "SpeedLimit",
    "TerminalOrder",
    "TrackSegment",
    "Trip",
    "TripGoods",
    "Vehicle",
    "VehicleDay",
    "Violation",
]
