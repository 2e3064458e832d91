"""The rescue forces for other systems; the same services as the pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from anlan.command.teams.contracts import TeamInfo
from anlan.command.teams.models import Team
from anlan.command.teams.public import get_team
from anlan.command.teams.selectors import infos
from anlan.command.teams.services.teams import report_readiness
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

router = Router()


class TeamOut(Schema):
    """A team; times of arrival are estimated from speed and turnout."""

    id: int
    code: str
    name: str
    kind: str
    capabilities: list[str]
    capability_labels: list[str]
    longitude: float
    latitude: float
    region_code: str
    organisation_id: int | None
    leader_id: int | None
    leader_name: str
    members: int
    readiness: str
    readiness_label: str
    speed_kmh: float
    turnout_minutes: int
    stand_by_place: str


class TeamQuery(Schema):
    """What narrows the list."""

    q: str = Field("", max_length=100)
    capability: str = Field("", max_length=40)
    readiness: str = Field("", pattern=r"^(ready|limited|engaged|unavailable|)$")
    after: int = Field(0, ge=0, le=2**62)
    limit: int = Field(100, ge=1, le=500)


class TeamPage(Schema):
    """A page of a list; ``next_after`` leads to the following page, null on the last."""

    items: list[TeamOut]
    next_after: int | None


class ReadinessIn(Schema):
    """A report on readiness."""

    step: str = Field(pattern=r"^declare_(ready|limited|unavailable)$")
    reason: str = Field("", max_length=200)


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/", response=TeamPage, summary="Rescue teams of one's area, by id")
def teams(request: HttpRequest, query: Query[TeamQuery]) -> dict[str, Any]:
    """Return visible teams after an id."""
    rows = visible(Team, _actor(request)).filter(pk__gt=query.after, is_active=True)
    if query.q:
        rows = rows.filter(name__icontains=query.q.replace("\x00", ""))
    if query.capability:
        rows = rows.filter(capabilities__contains=[query.capability.replace("\x00", "")])
    if query.readiness:
        rows = rows.filter(readiness=query.readiness)
    found = list(rows.select_related("leader").order_by("pk")[: query.limit + 1])
    items = infos(found[: query.limit])
    return {"items": items, "next_after": items[-1].id if len(found) > query.limit else None}


@router.get("/{int:team_id}", response=TeamOut, summary="One team")
def team(request: HttpRequest, team_id: int) -> TeamInfo:
    """Return a team; 404 outside one's area."""
    return get_team(team_id, _actor(request))


@router.post("/{int:team_id}/readiness", response=TeamOut, summary="Report readiness")
def readiness(request: HttpRequest, team_id: int, data: ReadinessIn) -> TeamInfo:
    """Report ready, limited or not available; 409 while the team is engaged."""
    report_readiness(
        team_id=team_id,
        step=data.step,
        reason=data.reason.replace("\x00", ""),
        actor=_actor(request),
    )
    return get_team(team_id, _actor(request))
