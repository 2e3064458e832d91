"""Keeping the register of teams and their readiness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.command.teams.choices import Capability
from anlan.command.teams.contracts import TeamInfo
from anlan.command.teams.events import TeamChanged, TeamReadinessChanged
from anlan.command.teams.models import Team
from anlan.command.teams.permissions import CHANGE
from anlan.command.teams.selectors import info
from anlan.command.teams.states import READINESS, REPORTED
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, NotVisible
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches, visible


def checked_place(capabilities: Sequence[str], longitude: float, latitude: float) -> Point:
    """Return the place of a team after looking at its capabilities and position."""
    unknown = sorted(set(capabilities) - set(Capability.values))
    if unknown or not capabilities:
        raise InvalidInput(
            fields={"capabilities": _("Choose at least one capability of the list.")}
        )
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(fields={"location": _("The position is not on the map.")})
    return Point(longitude, latitude, srid=4326)


@transaction.atomic
def create_team(
    *,
    code: str,
    name: str,
    kind: str,
    capabilities: Sequence[str],
    region_code: str,
    longitude: float,
    latitude: float,
    actor: Actor,
    organisation_id: int | None = None,
    leader_id: int | None = None,
    **details: Any,
) -> Team:
    """Register a team. ``details``: address, members, vehicles, speed, turnout, duty phone."""
    if not scope_reaches(actor, CHANGE, region=region_code, organisation_id=organisation_id):
        raise NotPermitted(permission=CHANGE)
    location = checked_place(capabilities, longitude, latitude)
    if Team.objects.filter(code=code).exists():
        raise InvalidInput(fields={"code": _("This code is used by another team.")})
    team = Team.objects.create(
        code=code,
        name=name,
        kind=kind,
        capabilities=list(dict.fromkeys(capabilities)),
        region_id=region_code,
        location=location,
        organisation_id=organisation_id,
        leader_id=leader_id,
        **details,
    )
    audit(actor, "teams.team.created", team, after={"code": code, "name": name})
    emit(TeamChanged(team.pk, region_code, organisation_id), actor)
    return team


@transaction.atomic
def change_team(*, team_id: int, actor: Actor, **values: Any) -> Team:
    """Correct a team's record; ``longitude`` and ``latitude`` move its base."""
    team = get_visible(Team, team_id, actor=actor, lock=True)
    require(actor, CHANGE, team)
    longitude = values.pop("longitude", team.location.x)
    latitude = values.pop("latitude", team.location.y)
    values["location"] = checked_place(
        values.get("capabilities", team.capabilities), float(longitude), float(latitude)
    )
    region_code = values.pop("region_code", team.region_id)
    if region_code != team.region_id:
        if not scope_reaches(actor, CHANGE, region=region_code):
            raise NotPermitted(permission=CHANGE)
        values["region_id"] = region_code
    before, after = changes(team, **values)
    if after:
        team.save(update_fields=[*after, "updated_at"])
        audit(actor, "teams.team.changed", team, before=before, after=after)
        emit(TeamChanged(team.pk, team.region_id, team.organisation_id), actor)
    return team


@transaction.atomic
def report_readiness(*, team_id: int, step: str, actor: Actor, reason: str = "") -> Team:
    """Report that a team is ready, limited or not available."""
    if step not in REPORTED:
        raise NotPermitted
    team = get_visible(Team, team_id, actor=actor, lock=True)
    return _fire(team, step, actor, reason)


def _fire(team: Team, step: str, actor: Actor, reason: str) -> Team:
    before = team.readiness
    now = clock.now()
    also = {"readiness_note": reason[:200], "readiness_at": now, "updated_at": now}
    READINESS.fire(team, step, actor=actor, reason=reason, also=also)
    audit(
        actor,
        "teams.team.readiness_changed",
        team,
        before={"readiness": before},
        after={"readiness": team.readiness},
        reason=reason,
    )
    emit(TeamReadinessChanged(team.pk, team.readiness, team.region_id, team.organisation_id), actor)
    return team


@transaction.atomic(savepoint=False)
def engage_team(*, team_id: int, actor: Actor, reason: str = "") -> TeamInfo:
    """Bind a team to an incident. Of two commanders at once one wins, the other is refused.

    Part of the caller's transaction, which ends with a refusal. Raises ``TransitionRefused`` when
    the team is engaged already or not available.
    """
    rows = visible(Team, actor).select_related("leader").select_for_update(of=("self",))
    team = rows.filter(pk=team_id).first()
    if team is None:
        raise NotVisible
    return info(_fire(team, "engage", actor, reason))


@transaction.atomic
def release_team(*, team_id: int, actor: Actor, reason: str = "") -> TeamInfo | None:
    """Set a team free again; a team that is free already stays so."""
    team = Team.objects.select_for_update(of=("self",)).filter(pk=team_id).first()
    if team is None:
        raise NotVisible
    if team.readiness != READINESS["release"].source:
        return None
    return info(_fire(team, "release", actor, reason))
