"""The door of dispatch."""

from __future__ import annotations

from anlan.command.dispatch.contracts import DispatchInfo, Estimate, Need, Proposal
from anlan.command.dispatch.selectors.dispatches import (
    bound_forces,
    dispatch_metrics,
    list_dispatches,
    list_tracks,
)
from anlan.command.dispatch.selectors.on_scene import OwnOrder, list_own_orders
from anlan.command.dispatch.selectors.proposals import needs_of, propose_teams
from anlan.command.dispatch.services.dispatches import assign_team, stand_down, take_step

__all__ = [
    "DispatchInfo",
    "Estimate",
    "Need",
    "OwnOrder",
    "Proposal",
    "assign_team",
    "bound_forces",
    "dispatch_metrics",
    "list_dispatches",
    "list_own_orders",
    "list_tracks",
    "needs_of",
    "propose_teams",
    "stand_down",
    "take_step",
]
