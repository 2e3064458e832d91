"""Teams as values: where they are sent from, and how ready they are with what has expired."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.command.teams.choices import Readiness, StandByState
from anlan.command.teams.contracts import TeamInfo
from anlan.command.teams.models import StandBy, Team
from anlan.command.teams.selectors.gaps import lapses_of
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: What expired makes no difference to a team that is bound or not available.
PLANNED_WITH = (Readiness.READY, Readiness.LIMITED)


def infos(teams: Iterable[Team]) -> list[TeamInfo]:
    """Return teams as values, in a fixed number of queries for however many."""
    rows = list(teams)
    ids = [team.pk for team in rows]
    lapses = lapses_of(team.pk for team in rows if team.readiness in PLANNED_WITH)
    waiting = {
        order.team_id: order
        for order in StandBy.objects.filter(team_id__in=ids, state=StandByState.ON_THE_SPOT)
    }
    return [_info(team, lapses.get(team.pk, ""), waiting.get(team.pk)) for team in rows]


def info(team: Team) -> TeamInfo:
    """Return a team as a value."""
    return infos([team])[0]


def _info(team: Team, lapse: str, order: StandBy | None) -> TeamInfo:
    place = order.location if order is not None else team.location
    readiness, label = shown_readiness(team, lapse)
    return TeamInfo(
        id=team.pk,
        code=team.code,
        name=team.name,
        kind=team.kind,
        capabilities=tuple(team.capabilities),
        capability_labels=tuple(team.capability_labels),
        longitude=place.x,
        latitude=place.y,
        region_code=team.region_id,
        organisation_id=team.organisation_id,
        leader_id=team.leader_id,
        leader_name=team.leader.name if team.leader is not None else "",
        members=team.member_count,
        readiness=readiness,
        readiness_label=label,
        speed_kmh=team.speed_kmh,
        turnout_minutes=team.turnout_minutes,
        duty_phone=team.duty_phone,
        stand_by_place=order.place if order is not None else "",
    )


def shown_readiness(team: Team, lapse: str) -> tuple[str, str]:
    """Return the readiness to plan with, and its words: what expired makes a ready team limited.

    What was reported stays on record; the words name the reason, so that nobody wonders.
    """
    state, label = team.readiness, str(team.get_readiness_display())
    if not lapse or state not in PLANNED_WITH:
        return state, label
    label = _("%(readiness)s: %(reason)s") % {
        "readiness": Readiness.LIMITED.label,
        "reason": lapse,
    }
    return str(Readiness.LIMITED), label


def list_teams(
    *,
    capabilities: Iterable[str],
    actor: Actor,
    organisation_id: int | None = None,
    region_prefix: str = "",
) -> list[TeamInfo]:
    """Return the visible teams with any of the capabilities, whatever their readiness.

    Where an organisation or an area is named: those of the one and those in the other.
    """
    rows = visible(Team, actor).active().with_any(list(capabilities))  # type: ignore[attr-defined]
    near = Q()
    if organisation_id is not None:
        near |= Q(organisation_id=organisation_id)
    if region_prefix:
        near |= Q(region__code__startswith=region_prefix)
    rows = rows.filter(near)
    return infos(rows.select_related("leader"))


def list_ready_teams(*, capabilities: Iterable[str], actor: Actor) -> list[TeamInfo]:
    """Return the visible teams with any of the capabilities that can be sent now."""
    return [
        team
        for team in list_teams(capabilities=capabilities, actor=actor)
        if team.readiness in PLANNED_WITH
    ]
