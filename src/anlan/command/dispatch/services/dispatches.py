"""Sending a team, and the steps of its way. Each step may be pressed twice without harm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import LineString, Point
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.files.contracts import AttachmentInfo
from anlan.base.files.public import attachments_of, store_upload
from anlan.base.notifications.public import notify
from anlan.command.dispatch.choices import BOUND, DispatchState
from anlan.command.dispatch.constants import CONFIRM_WITHIN_S, MAX_ORDER_LENGTH
from anlan.command.dispatch.errors import IncidentFinished, TeamAlreadyBound
from anlan.command.dispatch.events import (
    DispatchDeclined,
    DispatchMoved,
    PositionReported,
    SceneReported,
    TeamAssigned,
)
from anlan.command.dispatch.models import Dispatch, DispatchPosition, DispatchReport
from anlan.command.dispatch.permissions import ANSWER, ASSIGN
from anlan.command.dispatch.routing import away_from, estimate, plan_way
from anlan.command.dispatch.selectors.proposals import SENDABLE, propose_teams
from anlan.command.dispatch.states import DISPATCH
from anlan.command.incidents import public as incidents
from anlan.command.responses.public import official_language
from anlan.command.teams import public as teams
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotPermitted, TransitionRefused
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches
from anlan.kernel.together import written_together

#: Which moment a step writes down.
MOMENTS = {
    "accept": "accepted_at",
    "depart": "departed_at",
    "arrive": "arrived_at",
    "begin_work": "working_at",
    "complete": "ended_at",
    "stand_down": "ended_at",
    "decline": "ended_at",
}

#: What the answer, the notice and the trail say of the team and the incident.
SHOWN = (
    "team__name",
    "team__organisation",
    "team__leader",
    "incident__title",
    "incident__is_drill",
)


@transaction.atomic
@written_together()
def assign_team(*, incident_id: int, team_id: int, order_text: str, actor: Actor) -> Dispatch:
    """Order a team to an incident; its leader is told at once and must confirm.

    Of two commanders who send the same team one wins, the other gets ``TeamAlreadyBound``. A real
    incident takes a team out of a drill; a drill takes none that is needed, and leaves it ready.
    Raises ``NotVisible``, ``NotPermitted``, ``IncidentFinished`` or ``InvalidInput`` as well.
    """
    incident = incidents.get_incident(incident_id, actor, with_facts=False)
    if not scope_reaches(actor, ASSIGN, region=incident.region_code):
        raise NotPermitted(permission=ASSIGN)
    if not incident.is_unfinished:
        raise IncidentFinished
    order = order_text.strip()
    if not order or len(order) > MAX_ORDER_LENGTH:
        raise InvalidInput(fields={"order_text": _("Write the order in a few sentences.")})
    if incident.is_drill:
        team = teams.get_team(team_id, actor)
        if team.readiness not in SENDABLE:
            raise TeamAlreadyBound
    else:
        _call_out_of_drill(team_id)
        try:
            team = teams.engage_team(team_id=team_id, actor=actor, reason=incident.title)
        except TransitionRefused:
            raise TeamAlreadyBound from None
    now = clock.now()
    dispatch = Dispatch(
        incident_id=incident.id,
        team_id=team.id,
        region_id=incident.region_code,
        order_text=order,
        people=team.members,
        turnout_s=team.turnout_minutes * 60,
        assigned_at=now,
        assigned_by=actor.display_name,
        assigned_by_person_id=actor.person_id,
    )
    if incident.longitude is not None and incident.latitude is not None:
        planned = plan_way(
            team.longitude, team.latitude, incident.longitude, incident.latitude, team.speed_kmh
        )
        way = planned.estimate
        dispatch.route = LineString(*planned.line, srid=4326) if len(planned.line) > 1 else None
        dispatch.route_steps = [list(step) for step in planned.steps]
        dispatch.destination = Point(incident.longitude, incident.latitude, srid=4326)
        dispatch.distance_m, dispatch.travel_s = way.road_m, way.travel_s
        dispatch.eta_at = dispatch.eta_from(now, with_turnout=True)
    try:
        dispatch.save()
    except IntegrityError:  # nothing more is asked of this transaction
        raise TeamAlreadyBound from None
    shown = Dispatch.objects.select_related("team", "incident").only(*SHOWN).get(pk=dispatch.pk)
    dispatch.team, dispatch.incident = shown.team, shown.incident
    with official_language():
        if team.leader_id is not None:
            notify(
                kind="dispatch.assigned",
                person_ids=[team.leader_id],
                title=_("Order: %(team)s to %(incident)s")
                % {"team": team.name, "incident": incident.title},
                body=order,
                url=reverse("dispatch:phone", args=[dispatch.pk]),
                level=incident.grade,
                subject=dispatch,
                must_confirm=True,
                confirm_within_s=CONFIRM_WITHIN_S,
                include_actor=True,
                actor=actor,
            )
        _enter(
            dispatch, _("%(team)s ordered: %(order)s") % {"team": team.name, "order": order}, actor
        )
    audit(
        actor,
        "dispatch.dispatch.assigned",
        dispatch,
        after={
            "team": team.name,
            "incident": incident.title,
            "order": order,
            "road_m": dispatch.distance_m,
        },
    )
    emit(TeamAssigned(**_ids(dispatch)), actor)
    return dispatch


def _call_out_of_drill(team_id: int) -> None:
    """Stand a team down from the drill it takes part in, because it is needed in earnest."""
    practising = Dispatch.objects.filter(
        team_id=team_id, state__in=BOUND, incident__is_drill=True
    ).values_list("pk", flat=True)
    for dispatch_id in list(practising):
        with official_language():
            reason = _("Called out to a real incident")
        stand_down(dispatch_id=dispatch_id, actor=system_actor("dispatch"), reason=reason)


def _ids(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "incident_id": dispatch.incident_id,
        "dispatch_id": dispatch.pk,
        "team_id": dispatch.team_id,
        "region": dispatch.region_id,
        "organisation": dispatch.team.organisation_id,
    }


def _enter(
    dispatch: Dispatch,
    text: str,
    actor: Actor,
    *,
    kind: str = "dispatch",
    attachment_id: int | None = None,
    at: datetime | None = None,
) -> None:
    incidents.add_timeline_entry(
        incident_id=dispatch.incident_id,
        kind=kind,
        text=text,
        actor=actor,
        at=at,
        url=dispatch.get_absolute_url(),
        attachment_id=attachment_id,
    )


def _step(dispatch_id: int, name: str, actor: Actor, *, reason: str = "") -> tuple[Dispatch, bool]:
    """Fire one step and write its moment; a step already taken changes nothing (False)."""
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor, lock=True)
    transition = DISPATCH[name]
    require(actor, transition.permission, dispatch)
    if dispatch.state == transition.target:
        return dispatch, False
    before = dispatch.state
    DISPATCH.fire(dispatch, name, actor=actor, reason=reason)
    now = clock.now()
    setattr(dispatch, MOMENTS[name], now)
    if name == "accept":
        dispatch.eta_at = dispatch.eta_from(now, with_turnout=True)
    elif name == "depart":
        dispatch.eta_at = dispatch.eta_from(now, with_turnout=False)
    if reason:
        dispatch.end_reason = reason
    dispatch.save(update_fields=[MOMENTS[name], "eta_at", "end_reason", "updated_at"])
    audit(
        actor,
        f"dispatch.dispatch.{dispatch.state}",
        dispatch,
        before={"state": before},
        after={"state": dispatch.state},
        reason=reason,
    )
    return dispatch, True


def _moved(dispatch: Dispatch, text: str, actor: Actor) -> Dispatch:
    _enter(dispatch, text, actor)
    emit(DispatchMoved(**_ids(dispatch), state=dispatch.state), actor)
    return dispatch


@transaction.atomic
def accept_dispatch(*, dispatch_id: int, actor: Actor) -> Dispatch:
    """The leader accepts the order."""
    dispatch, is_new = _step(dispatch_id, "accept", actor)
    if not is_new:
        return dispatch
    with official_language():
        return _moved(dispatch, _("%(team)s accepted") % {"team": dispatch.team}, actor)


@transaction.atomic
def depart(*, dispatch_id: int, actor: Actor) -> Dispatch:
    """The team sets off; the expected arrival counts from now."""
    dispatch, is_new = _step(dispatch_id, "depart", actor)
    if not is_new:
        return dispatch
    with official_language():
        return _moved(dispatch, _("%(team)s departed") % {"team": dispatch.team}, actor)


@transaction.atomic
def arrive(*, dispatch_id: int, actor: Actor) -> Dispatch:
    """The team is at the scene."""
    dispatch, is_new = _step(dispatch_id, "arrive", actor)
    if not is_new:
        return dispatch
    minutes = round(
        ((dispatch.arrived_at or clock.now()) - dispatch.assigned_at).total_seconds() / 60
    )
    with official_language():
        return _moved(
            dispatch,
            _("%(team)s arrived, %(minutes)d min after the order")
            % {"team": dispatch.team, "minutes": minutes},
            actor,
        )


@transaction.atomic
def begin_work(*, dispatch_id: int, actor: Actor) -> Dispatch:
    """The team begins its work at the scene."""
    dispatch, is_new = _step(dispatch_id, "begin_work", actor)
    if not is_new:
        return dispatch
    with official_language():
        return _moved(dispatch, _("%(team)s at work") % {"team": dispatch.team}, actor)


@transaction.atomic
def complete(*, dispatch_id: int, actor: Actor, reason: str = "") -> Dispatch:
    """The team has done its part and is free again."""
    dispatch, is_new = _step(dispatch_id, "complete", actor, reason=reason)
    if not is_new:
        return dispatch
    teams.release_team(team_id=dispatch.team_id, actor=actor, reason=reason)
    with official_language():
        return _moved(dispatch, _("%(team)s completed its task") % {"team": dispatch.team}, actor)


@transaction.atomic
def stand_down(*, dispatch_id: int, actor: Actor, reason: str) -> Dispatch:
    """The commander calls a team back, with the reason; the leader is told."""
    dispatch, is_new = _step(dispatch_id, "stand_down", actor, reason=reason)
    if not is_new:
        return dispatch
    teams.release_team(team_id=dispatch.team_id, actor=actor, reason=reason)
    with official_language():
        if dispatch.team.leader_id is not None:
            notify(
                kind="dispatch.stood_down",
                person_ids=[dispatch.team.leader_id],
                title=_("Stood down: %(team)s") % {"team": dispatch.team},
                body=reason,
                url=reverse("dispatch:phone", args=[dispatch.pk]),
                subject=dispatch,
                must_confirm=True,
                actor=actor,
            )
        return _moved(
            dispatch,
            _("%(team)s stood down: %(reason)s") % {"team": dispatch.team, "reason": reason},
            actor,
        )


@transaction.atomic
def decline(*, dispatch_id: int, actor: Actor, reason: str) -> Dispatch:
    """The leader declines, with the reason; who ordered hears it with the next proposal."""
    dispatch, is_new = _step(dispatch_id, "decline", actor, reason=reason)
    if not is_new:
        return dispatch
    teams.release_team(team_id=dispatch.team_id, actor=actor, reason=reason)
    # The proposal is for whoever ordered, over all teams, not only those the leader sees.
    following = next(
        (
            p
            for p in propose_teams(dispatch.incident_id, system_actor("dispatch"), limit=5)
            if p.is_available and p.team.id != dispatch.team_id
        ),
        None,
    )
    with official_language():
        if dispatch.assigned_by_person_id is not None:
            body = reason
            if following is not None:
                body = _("%(reason)s. Next proposal: %(team)s") % {
                    "reason": reason,
                    "team": following.team.name,
                }
            notify(
                kind="dispatch.declined",
                person_ids=[dispatch.assigned_by_person_id],
                title=_("Declined: %(team)s") % {"team": dispatch.team},
                body=body,
                url=reverse("dispatch:propose", args=[dispatch.incident_id]),
                subject=dispatch,
                must_confirm=True,
                actor=actor,
            )
        _enter(
            dispatch,
            _("%(team)s declined: %(reason)s") % {"team": dispatch.team, "reason": reason},
            actor,
        )
    emit(
        DispatchDeclined(**_ids(dispatch), next_team_id=following.team.id if following else None),
        actor,
    )
    return dispatch


@transaction.atomic
def report_position(
    *,
    dispatch_id: int,
    longitude: float,
    latitude: float,
    actor: Actor,
    at: datetime | None = None,
    accuracy_m: float | None = None,
) -> Dispatch:
    """Take the phone's position; the expected arrival follows it. Repeating a report is harmless.

    Positions are their own append-only record and are not entered in the audit trail one by one.
    """
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor, lock=True)
    require(actor, ANSWER, dispatch)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise InvalidInput(fields={"location": _("The position is not on the map.")})
    if not dispatch.is_bound:
        return dispatch
    now = clock.now()
    moment = min(at, now) if at is not None else now
    place = Point(longitude, latitude, srid=4326)
    _row, is_new = DispatchPosition.objects.get_or_create(
        dispatch=dispatch, at=moment, defaults={"location": place, "accuracy_m": accuracy_m}
    )
    if not is_new or (dispatch.position_at is not None and moment < dispatch.position_at):
        return dispatch
    dispatch.position, dispatch.position_at = place, moment
    if dispatch.state == DispatchState.DEPARTED and dispatch.destination is not None:
        way = estimate(
            longitude,
            latitude,
            dispatch.destination.x,
            dispatch.destination.y,
            dispatch.team.speed_kmh,
        )
        dispatch.distance_m, dispatch.travel_s = way.road_m, way.travel_s
        dispatch.eta_at = dispatch.eta_from(moment, with_turnout=False)
        if dispatch.route is not None:
            dispatch.off_route_m = away_from(dispatch.route.coords, longitude, latitude)
    dispatch.save(
        update_fields=[
            "off_route_m",
            "position",
            "position_at",
            "distance_m",
            "travel_s",
            "eta_at",
            "updated_at",
        ]
    )
    emit(PositionReported(**_ids(dispatch), longitude=longitude, latitude=latitude), actor)
    return dispatch


@transaction.atomic
def attach_photo(
    *,
    dispatch_id: int,
    uploaded: UploadedFile[Any],
    actor: Actor,
    nonce: str = "",
    captured_at: datetime | None = None,
    longitude: float | None = None,
    latitude: float | None = None,
) -> AttachmentInfo:
    """Keep a photo of the scene; the report that follows names it."""
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor)
    require(actor, ANSWER, dispatch)
    return store_upload(
        uploaded=uploaded,
        subject=dispatch,
        actor=actor,
        kind="photo",
        nonce=nonce,
        captured_at=captured_at,
        longitude=longitude,
        latitude=latitude,
    )


@transaction.atomic
def report_from_scene(
    *,
    dispatch_id: int,
    text: str,
    actor: Actor,
    attachment_ids: Sequence[int] = (),
    photos: Sequence[UploadedFile[Any]] = (),
    longitude: float | None = None,
    latitude: float | None = None,
) -> DispatchReport:
    """Report from the scene in words and photos; it enters the incident's timeline."""
    dispatch = get_visible(Dispatch, dispatch_id, actor=actor, lock=True)
    require(actor, ANSWER, dispatch)
    ids = [
        attach_photo(dispatch_id=dispatch_id, uploaded=photo, actor=actor).id for photo in photos
    ]
    if attachment_ids:
        own = {a.id for a in attachments_of(dispatch)}
        ids += [i for i in attachment_ids if i in own]
    if not text.strip() and not ids:
        raise InvalidInput(fields={"text": _("Write what you see, or take a photo.")})
    has_place = longitude is not None and latitude is not None
    with official_language():
        report = DispatchReport.objects.create(
            dispatch=dispatch,
            text=text.strip() or _("Photo from the scene"),
            location=Point(longitude, latitude, srid=4326) if has_place else None,
            attachment_ids=ids,
            actor_id=actor.id,
            actor_name=actor.display_name,
            at=clock.now(),
        )
        _enter(
            dispatch,
            _("%(team)s reports: %(text)s") % {"team": dispatch.team, "text": report.text},
            actor,
            kind="scene",
            attachment_id=ids[0] if ids else None,
        )
    audit(
        actor,
        "dispatch.dispatch.reported",
        dispatch,
        after={"text": report.text, "photos": len(ids)},
    )
    emit(SceneReported(**_ids(dispatch), report_id=report.pk, photos=len(ids)), actor)
    return report


def take_step(*, dispatch_id: int, step: str, actor: Actor) -> Dispatch:
    """Take the named step of a team's way, as its button does (not those that ask for a reason)."""
    services = {
        "accept": accept_dispatch,
        "depart": depart,
        "arrive": arrive,
        "begin_work": begin_work,
        "complete": complete,
    }
    if step not in services:
        raise InvalidInput
    return services[step](dispatch_id=dispatch_id, actor=actor)
