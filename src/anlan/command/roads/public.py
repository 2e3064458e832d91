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
from anlan.command.roads.drawing import corners_of, reach_overlays
from anlan.command.roads.errors import NoNetwork
from anlan.command.roads.selectors.assignment import assign_jointly
from anlan.command.roads.selectors.evacuation import plan_evacuation
from anlan.command.roads.selectors.ways import (
    find_route,
    find_travel,
    has_network,
    list_joint_reaches,
    list_nearest,
    list_reaches,
    list_travels,
    reach_times,
    travel_times,
)
from anlan.command.roads.services.closures import close_road, lift_closure
from anlan.command.roads.services.networks import store_network, take_network

__all__ = [
    "NoNetwork",
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
    "corners_of",
    "find_route",
    "find_travel",
    "has_network",
    "lift_closure",
    "list_joint_reaches",
    "list_nearest",
    "list_reaches",
    "list_travels",
    "plan_evacuation",
    "reach_overlays",
    "reach_times",
    "store_network",
    "take_network",
    "travel_times",
]
