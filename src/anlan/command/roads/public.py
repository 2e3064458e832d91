"""The door of the roads."""

from __future__ import annotations

from anlan.command.roads.contracts import (
    AssignmentInfo,
    EvacuationPlan,
    EvacuationWay,
    Group,
    NearInfo,
    ReachInfo,
    RouteInfo,
    TaskNeed,
    TeamAt,
    TravelInfo,
)
from anlan.command.roads.selectors.assignment import assign_jointly
from anlan.command.roads.selectors.evacuation import plan_evacuation
from anlan.command.roads.selectors.ways import (
    find_route,
    find_travel,
    has_network,
    list_nearest,
    list_reaches,
    list_travels,
    travel_times,
)
from anlan.command.roads.services.closures import close_road, lift_closure
from anlan.command.roads.services.networks import store_network, take_network

__all__ = [
    "AssignmentInfo",
    "EvacuationPlan",
    "EvacuationWay",
    "Group",
    "NearInfo",
    "ReachInfo",
    "RouteInfo",
    "TaskNeed",
    "TeamAt",
    "TravelInfo",
    "assign_jointly",
    "close_road",
    "find_route",
    "find_travel",
    "has_network",
    "lift_closure",
    "list_nearest",
    "list_reaches",
    "list_travels",
    "plan_evacuation",
    "store_network",
    "take_network",
    "travel_times",
]
