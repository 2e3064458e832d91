"""Reading dispatches and their response times."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from anlan.command.dispatch.choices import BOUND, DISPATCH_TONES, ON_SCENE, DispatchState
from anlan.command.dispatch.contracts import DispatchInfo
from anlan.command.dispatch.models import Dispatch, DispatchPosition
from anlan.command.responses.public import Force


def info(dispatch: Dispatch) -> DispatchInfo:
    """Return a dispatch as a value."""
    place = dispatch.position
    return DispatchInfo(
        id=dispatch.pk,
        incident_id=dispatch.incident_id,
        team_id=dispatch.team_id,
        team_name=dispatch.team.name,
        leader_id=dispatch.team.leader_id,
        state=dispatch.state,
        state_label=str(dispatch.get_state_display()),
        assigned_at=dispatch.assigned_at,
        accepted_at=dispatch.accepted_at,
        departed_at=dispatch.departed_at,
        arrived_at=dispatch.arrived_at,
        ended_at=dispatch.ended_at,
        eta_at=dispatch.eta_at,
        longitude=place.x if place else None,
        latitude=place.y if place else None,
        position_at=dispatch.position_at,
        url=dispatch.get_absolute_url(),
    )


def list_dispatches(incident_id: int) -> list[DispatchInfo]:
    """Return the dispatches of an incident, newest first (the caller has checked visibility)."""
    rows = Dispatch.objects.filter(incident_id=incident_id).select_related("team")
    return [info(row) for row in rows]


def bound_forces(incident_ids: Iterable[int]) -> dict[int, list[Force]]:
    """Return the teams now bound to incidents, for those who command them (one query)."""
    found: dict[int, list[Force]] = {}
    rows = Dispatch.objects.filter(
        incident_id__in=list(incident_ids), state__in=BOUND
    ).select_related("team__leader")
    for row in rows:
        team = row.team
        found.setdefault(row.incident_id, []).append(
            Force(
                dispatch_id=row.pk,
                team_id=row.team_id,
                team_name=team.name,
                organisation_id=team.organisation_id,
                leader_id=team.leader_id,
                leader_name=team.leader.name if team.leader is not None else "",
                people=row.people,
                state_label=str(row.get_state_display()),
                tone=DISPATCH_TONES[DispatchState(row.state)],
                is_on_scene=row.state in ON_SCENE,
                eta_at=row.eta_at if row.is_coming else None,
                arrived_at=row.arrived_at,
                capabilities=tuple(team.capabilities),
                url=row.get_absolute_url(),
            )
        )
    return found


def list_tracks(incident_id: int) -> list[tuple[int, str, datetime, float, float]]:
    """Return where the teams of an incident were: dispatch, team, time, longitude, latitude."""
    rows = (
        DispatchPosition.objects.filter(dispatch__incident_id=incident_id)
        .order_by("dispatch_id", "at")
        .values_list("dispatch_id", "dispatch__team__name", "at", "location")
    )
    return [(pk, name, at, place.x, place.y) for pk, name, at, place in rows]


def _seconds(start: datetime | None, end: datetime | None) -> float | None:
    return None if start is None or end is None else (end - start).total_seconds()


def _mean(values: list[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return round(sum(known) / len(known), 1) if known else None


def dispatch_metrics(incident_id: int) -> dict[str, Any]:
    """Return the response times of an incident for its final report; unknown times are None."""
    rows = list(Dispatch.objects.filter(incident_id=incident_id).select_related("team"))
    sent = [r for r in rows if r.state != DispatchState.DECLINED]
    arrived = [r for r in sent if r.arrived_at is not None]
    first_order = min((r.assigned_at for r in rows), default=None)
    first_arrival = min((r.arrived_at for r in arrived if r.arrived_at), default=None)
    return {
        "teams": len(sent),
        "people": sum(r.people for r in sent),
        "declined": len(rows) - len(sent),
        "arrived": len(arrived),
        "still_bound": sum(1 for r in rows if r.state in BOUND),
        "mean_accept_s": _mean([_seconds(r.assigned_at, r.accepted_at) for r in sent]),
        "mean_depart_s": _mean([_seconds(r.assigned_at, r.departed_at) for r in sent]),
        "mean_arrive_s": _mean([_seconds(r.assigned_at, r.arrived_at) for r in sent]),
        "first_arrival_s": _seconds(first_order, first_arrival),
        "first_arrival_at": first_arrival.isoformat() if first_arrival else None,
        "rows": [
            {
                "team": r.team.name,
                "people": r.people,
                "state": str(r.get_state_display()),
                "assigned_at": r.assigned_at.isoformat(),
                "accepted_s": _seconds(r.assigned_at, r.accepted_at),
                "departed_s": _seconds(r.assigned_at, r.departed_at),
                "arrived_s": _seconds(r.assigned_at, r.arrived_at),
                "reason": r.end_reason,
            }
            for r in rows
        ],
    }
