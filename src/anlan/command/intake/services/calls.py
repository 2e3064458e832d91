"""Calls: what the exchange tells, who is called back, which incident a call led to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.command.incidents.public import (
    add_timeline_entry,
    get_incident,
    number_index,
    plain_number,
)
from anlan.command.intake.choices import CallDirection, CallState
from anlan.command.intake.events import CallMoved
from anlan.command.intake.models import Call, IntakeSource
from anlan.command.intake.pbx import CallEvent
from anlan.command.intake.permissions import HANDLE_CALL, REVEAL
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require

#: Events come in any order: a state is never followed by an earlier one.
RANK = {CallState.RINGING: 0, CallState.ANSWERED: 1, CallState.ENDED: 2, CallState.MISSED: 2}
#: A clock of the exchange that is wrong by more than this is not believed.
CLOCK_TOLERANCE = timedelta(hours=12)


@transaction.atomic
def record_call_event(*, source: IntakeSource, event: CallEvent, actor: Actor) -> Call:
    """Note one step of a call; a step told twice, or too late, changes nothing."""
    now = clock.now()
    at = event.at if event.at and abs(event.at - now) < CLOCK_TOLERANCE else now
    call, is_new = Call.objects.select_for_update().get_or_create(
        source=source,
        call_id=event.call_id[:128],
        defaults={
            "direction": event.direction,
            "started_at": event.started_at or at,
            "state": CallState.RINGING,
        },
    )
    before = (call.state, call.seat, call.number_index, call.recording_url)
    _take(call, event, at)
    if not is_new and before == (call.state, call.seat, call.number_index, call.recording_url):
        return call
    call.save()
    if call.state == CallState.ANSWERED:
        _reached(call, actor)
    emit(
        CallMoved(
            call_id=call.pk,
            state=call.state,
            seat=call.seat,
            region=source.region_id,
        ),
        actor,
    )
    return call


def _take(call: Call, event: CallEvent, at: datetime) -> None:
    number = plain_number(event.number)
    if number and not call.number_index:
        call.number, call.number_index = number, number_index(number)
    call.dialled = call.dialled or event.dialled[:40]
    if event.recording_url.startswith(("https://", "http://")):
        call.recording_url = event.recording_url[:500]
    if event.answered_at is not None:
        call.answered_at = call.answered_at or event.answered_at
    if event.state is None:
        return
    new = CallState(event.state)
    if event.seat and (not call.seat or new == CallState.ANSWERED):
        call.seat = event.seat[:40]
    if new == CallState.ANSWERED:
        call.answered_at = call.answered_at or at
        if call.state == CallState.MISSED:  # told after the end
            call.state = CallState.ENDED
    if RANK[new] > RANK[CallState(call.state)]:
        call.state = new
    if new == CallState.ENDED:
        call.ended_at = call.ended_at or at
        is_missed = call.answered_at is None and call.direction == CallDirection.INBOUND
        call.state = CallState.MISSED if is_missed else CallState.ENDED


def _reached(call: Call, actor: Actor) -> None:
    """Whoever was missed under this number has been spoken to now."""
    if not call.number_index:
        return
    words = (
        _("called back by telephone")
        if call.direction == CallDirection.OUTBOUND
        else _("called again and was answered")
    )
    Call.objects.filter(
        number_index=call.number_index,
        state=CallState.MISSED,
        called_back_at__isnull=True,
        source__region=call.source.region_id,
    ).update(
        called_back_at=call.answered_at,
        called_back_by=call.seat_name or actor.display_name[:100],
        note=words,
    )


@transaction.atomic
def note_call_back(*, call_id: int, actor: Actor, reason: str = "") -> Call:
    """Note that a missed caller was called back, or why not."""
    call = get_visible(Call, call_id, actor=actor, lock=True)
    require(actor, HANDLE_CALL, call)
    if not call.waits_for_call_back:
        raise WrongState(_("This call does not wait for a call back."))
    call.called_back_at = clock.now()
    call.called_back_by = actor.display_name[:100]
    call.note = reason.strip()[:200]
    call.save(update_fields=["called_back_at", "called_back_by", "note", "updated_at"])
    audit(actor, "intake.call.called_back", call, reason=reason)
    _moved(call, actor)
    return call


@transaction.atomic
def link_call(*, call_id: int, incident_id: int, actor: Actor) -> Call:
    """Tie a call to the incident it told of; its recording is then found from there."""
    call = get_visible(Call, call_id, actor=actor, lock=True)
    require(actor, HANDLE_CALL, call)
    incident = get_incident(incident_id, actor)
    call.incident_id = incident.id
    fields: list[Any] = ["incident", "updated_at"]
    if call.waits_for_call_back:  # it has been dealt with
        call.called_back_at, call.called_back_by = clock.now(), actor.display_name[:100]
        fields += ["called_back_at", "called_back_by"]
    call.save(update_fields=fields)
    add_timeline_entry(
        incident_id=incident.id,
        kind="signal",
        text=_("Call of %(number)s, answered by %(seat)s")
        % {"number": call.masked_number or _("hidden number"), "seat": call.seat_name or "—"},
        actor=actor,
        at=call.started_at,
        url=call.get_absolute_url(),
        key=f"call:{call.pk}",
    )
    audit(actor, "intake.call.linked", call, after={"incident": incident.number})
    _moved(call, actor)
    return call


def reveal_number(*, call_id: int, actor: Actor) -> str:
    """Return the full number; recorded as read."""
    call = get_visible(Call, call_id, actor=actor)
    require(actor, REVEAL, call)
    audit(actor, "intake.call.revealed", call)
    return str(call.number)


def _moved(call: Call, actor: Actor) -> None:
    region = call.source.region_id
    emit(CallMoved(call_id=call.pk, state=call.state, seat=call.seat, region=region), actor)
