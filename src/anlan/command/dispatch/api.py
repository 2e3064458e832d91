"""Dispatch for other systems and for the teams' phones; the same services as the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from anlan.command.dispatch.contracts import DispatchInfo, Proposal
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.selectors.dispatches import info
from anlan.command.dispatch.selectors.proposals import propose_teams
from anlan.command.dispatch.services.dispatches import (
    accept_dispatch,
    arrive,
    assign_team,
    begin_work,
    complete,
    decline,
    depart,
    report_from_scene,
    report_position,
    stand_down,
)
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require_permission, visible

router = Router()

#: Steps by name, and whether they take a reason.
STEPS: dict[str, tuple[Callable[..., Dispatch], bool]] = {
    "accept": (accept_dispatch, False),
    "depart": (depart, False),
    "arrive": (arrive, False),
    "begin_work": (begin_work, False),
    "complete": (complete, True),
    "decline": (decline, True),
    "stand_down": (stand_down, True),
}


class ProposalOut(Schema):
    """A team that could be sent; distance and time are estimates."""

    team_id: int
    team_name: str
    leader_name: str
    matched: list[str]
    first_for: list[str]
    road_m: float | None
    minutes: float | None
    is_available: bool
    blocked_reason: str
    reasons: list[str]


class DispatchOut(Schema):
    """A dispatch."""

    id: int
    incident_id: int
    team_id: int
    team_name: str
    leader_id: int | None
    state: str
    state_label: str
    assigned_at: datetime
    accepted_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    ended_at: datetime | None
    eta_at: datetime | None
    longitude: float | None
    latitude: float | None
    position_at: datetime | None


class AssignIn(Schema):
    """An order to a team."""

    incident_id: int = Field(ge=0, le=2**62)
    team_id: int = Field(ge=0, le=2**62)
    order_text: str = Field(min_length=1, max_length=1000)


class DispatchStepIn(Schema):
    """A step of the way; declining and standing down need a reason."""

    step: str = Field(pattern=r"^(accept|depart|arrive|begin_work|complete|decline|stand_down)$")
    reason: str = Field("", max_length=500)


class PositionIn(Schema):
    """Where the team is."""

    longitude: float = Field(ge=-180, le=180)
    latitude: float = Field(ge=-90, le=90)
    accuracy_m: float | None = Field(None, ge=0, le=100_000)
    at: datetime | None = None


class SceneReportIn(Schema):
    """A report from the scene in words."""

    text: str = Field(min_length=1, max_length=2000)
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)


class SceneReportOut(Schema):
    """A report that was taken."""

    id: int
    at: datetime


class DispatchQuery(Schema):
    """What narrows the list."""

    incident_id: int | None = Field(None, ge=0, le=2**62)
    only_bound: bool = False


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _clean(text: str) -> str:
    return text.replace("\x00", "")


def _info(dispatch_id: int) -> DispatchInfo:
    return info(Dispatch.objects.select_related("team").get(pk=dispatch_id))


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "team_id": proposal.team.id,
        "team_name": proposal.team.name,
        "leader_name": proposal.team.leader_name,
        "matched": proposal.matched,
        "first_for": proposal.first_for,
        "road_m": None if proposal.estimate is None else proposal.estimate.road_m,
        "minutes": proposal.minutes,
        "is_available": proposal.is_available,
        "blocked_reason": proposal.blocked_reason,
        "reasons": proposal.reasons,
    }


@router.get(
    "/proposals/{int:incident_id}", response=list[ProposalOut], summary="Teams that could be sent"
)
def proposals(request: HttpRequest, incident_id: int) -> list[dict[str, Any]]:
    """Return ranked proposals; 404 outside one's area."""
    actor = _actor(request)
    require_permission(actor, "dispatch.assign_team")
    return [_proposal(p) for p in propose_teams(incident_id, actor)]


@router.get("/", response=list[DispatchOut], summary="Dispatches one sees")
def dispatches(request: HttpRequest, query: Query[DispatchQuery]) -> list[DispatchInfo]:
    """Return visible dispatches, newest first, at most 500."""
    rows = visible(Dispatch, _actor(request))
    if query.incident_id is not None:
        rows = rows.filter(incident_id=query.incident_id)
    if query.only_bound:
        rows = rows.filter(ended_at__isnull=True)
    return [info(row) for row in rows.select_related("team")[:500]]


@router.post("/", response={201: DispatchOut}, summary="Send a team")
def assign(request: HttpRequest, data: AssignIn) -> Any:
    """Send a team; 409 when it is bound already."""
    dispatch = assign_team(
        incident_id=data.incident_id,
        team_id=data.team_id,
        order_text=_clean(data.order_text),
        actor=_actor(request),
    )
    return Status(201, info(dispatch))


@router.get("/{int:dispatch_id}", response=DispatchOut, summary="One dispatch")
def dispatch(request: HttpRequest, dispatch_id: int) -> DispatchInfo:
    """Return a dispatch; 404 when it is not one's own."""
    return _info(get_visible(Dispatch, dispatch_id, actor=_actor(request)).pk)


@router.post("/{int:dispatch_id}/step", response=DispatchOut, summary="Take a step of the way")
def step(request: HttpRequest, dispatch_id: int, data: DispatchStepIn) -> DispatchInfo:
    """Take a step; repeating one that was taken changes nothing."""
    service, takes_reason = STEPS[data.step]
    extra = {"reason": _clean(data.reason)} if takes_reason else {}
    service(dispatch_id=dispatch_id, actor=_actor(request), **extra)
    return _info(dispatch_id)


@router.post("/{int:dispatch_id}/position", response=DispatchOut, summary="Report a position")
def position(request: HttpRequest, dispatch_id: int, data: PositionIn) -> DispatchInfo:
    """Report where the team is; the expected arrival follows."""
    report_position(dispatch_id=dispatch_id, actor=_actor(request), **data.dict())
    return _info(dispatch_id)


@router.post(
    "/{int:dispatch_id}/reports", response={201: SceneReportOut}, summary="Report in words"
)
def report(request: HttpRequest, dispatch_id: int, data: SceneReportIn) -> Any:
    """Report from the scene."""
    taken = report_from_scene(
        dispatch_id=dispatch_id,
        text=_clean(data.text),
        actor=_actor(request),
        longitude=data.longitude,
        latitude=data.latitude,
    )
    return Status(201, taken)
