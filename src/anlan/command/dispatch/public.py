"""The door of dispatch."""

from __future__ import annotations

from anlan.command.dispatch.contracts import DispatchInfo, Estimate, Need, Proposal
from anlan.command.dispatch.selectors.dispatches import dispatch_metrics, list_dispatches
from anlan.command.dispatch.selectors.proposals import needs_of, propose_teams
from anlan.command.dispatch.services.dispatches import assign_team

__all__ = [
    "DispatchInfo",
    "Estimate",
    "Need",
    "Proposal",
    "assign_team",
    "dispatch_metrics",
    "list_dispatches",
    "needs_of",
    "propose_teams",
]
