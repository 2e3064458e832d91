"""Reading the rescue forces."""

from __future__ import annotations

from collections.abc import Iterable

from anlan.command.teams.choices import Readiness
from anlan.command.teams.contracts import TeamInfo
from anlan.command.teams.models import Team
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def info(team: Team) -> TeamInfo:
    """Return a team as a value."""
    return TeamInfo(
        id=team.pk,
        code=team.code,
        name=team.name,
        kind=team.kind,
        capabilities=tuple(team.capabilities),
        capability_labels=tuple(team.capability_labels),
        longitude=team.location.x,
        latitude=team.location.y,
        region_code=team.region_id,
        organisation_id=team.organisation_id,
        leader_id=team.leader_id,
        leader_name=team.leader.name if team.leader is not None else "",
        members=team.member_count,
        readiness=team.readiness,
        readiness_label=str(team.get_readiness_display()),
        speed_kmh=team.speed_kmh,
        turnout_minutes=team.turnout_minutes,
        duty_phone=team.duty_phone,
    )


def list_teams(*, capabilities: Iterable[str], actor: Actor) -> list[TeamInfo]:
    """Return the visible teams with any of the capabilities, whatever their readiness."""
    rows = visible(Team, actor).active().with_any(list(capabilities))  # type: ignore[attr-defined]
    return [info(team) for team in rows.select_related("leader")]


def list_ready_teams(*, capabilities: Iterable[str], actor: Actor) -> list[TeamInfo]:
    """Return the visible teams with any of the capabilities that can be sent now."""
    return [
        team
        for team in list_teams(capabilities=capabilities, actor=actor)
        if team.readiness in (Readiness.READY, Readiness.LIMITED)
    ]
