"""The door of the rescue forces."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.command.teams.choices import Capability
from anlan.command.teams.contracts import NeighbourInfo, StandByProposal, TeamInfo
from anlan.command.teams.models import Team
from anlan.command.teams.selectors import info, list_ready_teams, list_teams
from anlan.command.teams.selectors.needs import list_neighbours, propose_stand_by
from anlan.command.teams.services.teams import engage_team, release_team
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible

__all__ = [
    "NeighbourInfo",
    "StandByProposal",
    "TeamInfo",
    "capability_label",
    "find_teams_by_phone",
    "engage_team",
    "get_team",
    "list_neighbours",
    "list_ready_teams",
    "list_teams",
    "propose_stand_by",
    "release_team",
]


def get_team(team_id: int, actor: Actor) -> TeamInfo:
    """Return one visible team; raises ``NotVisible``."""
    return info(get_visible(Team, team_id, actor=actor))


def capability_label(code: str) -> str:
    """Return a capability in words."""
    return str(dict(Capability.choices).get(code, code))


def find_teams_by_phone(numbers: Iterable[str]) -> list[TeamInfo]:
    """Return the active teams whose duty phone is one of the numbers, for who answers a call."""
    wanted = [number for number in numbers if number]
    rows = Team.objects.filter(duty_phone__in=wanted, is_active=True).select_related("region")
    return [info(team) for team in rows]
