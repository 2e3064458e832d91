"""Whom to ask beyond the county's border when its own teams do not suffice."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.command.dispatch.contracts import Need, Proposal
from anlan.command.incidents.contracts import IncidentInfo
from anlan.command.teams import public as teams
from anlan.command.teams.contracts import NeighbourInfo
from anlan.kernel.actor import Actor


def short_of(needs: Iterable[Need], proposals: Iterable[Proposal]) -> set[str]:
    """Return the capabilities of which more is wanted than available teams can give."""
    free = [proposal.team for proposal in proposals if proposal.is_available]
    return {
        need.code
        for need in needs
        if need.wanted - need.covered > sum(need.code in team.capabilities for team in free)
    }


def ask_beyond(codes: Iterable[str], incident: IncidentInfo, actor: Actor) -> list[NeighbourInfo]:
    """Return the neighbouring teams that can do what is missing, nearest first; none for none."""
    wanted = sorted(set(codes))
    if not wanted:
        return []
    return teams.list_neighbours(
        wanted, actor, longitude=incident.longitude, latitude=incident.latitude
    )
