"""What people do with an alarm, from acknowledging to closing, and what its clock does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.base.notifications.public import record_call
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import AlarmState, CallChannel, FalseAlarmCause, StepKind
from anlan.monitoring.alarms.errors import NothingToReset
from anlan.monitoring.alarms.events import (
    AlarmAcknowledged,
    AlarmClosed,
    AlarmDisposed,
    AlarmEscalated,
    AlarmEvent,
    AlarmMarkedFalse,
    AlarmSuppressed,
    AlarmVerified,
)
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.permissions import ACKNOWLEDGE, RESET
from anlan.monitoring.alarms.services.calls import answer_calls, note_call
from anlan.monitoring.alarms.services.crossings import (
    add_step,
    end_signal,
    event_facts,
    hand_to,
    opened_event,
)
from anlan.monitoring.alarms.services.duties import end_duties, take_first
from anlan.monitoring.alarms.services.reviews import review_after_false_alarm
from anlan.monitoring.alarms.states import ALARM


def _move(
    alarm_id: int,
    transition: str,
    actor: Actor,
    *,
    reason: str = "",
    step: str,
    action: str,
    event: type[AlarmEvent] | None,
    **values: object,
) -> Alarm:
    """Lock, fire, write, audit, tell: the same order for every step of a person.

    The clock of the step done stops with its state, that of the next begins.
    """
    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    ALARM.fire(alarm, transition, actor=actor, reason=reason)
    values |= {"step_due_at": ladder.due_of(alarm), "step_overdue_at": None}
    for name, value in values.items():
        setattr(alarm, name, value)
    alarm.save(update_fields=[*values, "updated_at"])
    add_step(alarm, step, actor, person_id=actor.person_id, text=reason)
    audit(actor, f"alarms.alarm.{action}", alarm, reason=reason)
    if event is not None:
        emit(event(**event_facts(alarm)), actor)  # type: ignore[arg-type]
    return alarm


@transaction.atomic
def acknowledge_alarm(*, alarm_id: int, actor: Actor) -> Alarm:
    """Take an alarm: the clock stops, the actor holds it.

    Raises ``NotVisible``, ``NotPermitted`` or ``TransitionRefused`` (somebody was faster).
    """
    alarm = _move(
        alarm_id,
        "acknowledge",
        actor,
        step=StepKind.ACKNOWLEDGED,
        action="acknowledged",
        event=AlarmAcknowledged,
        acknowledged_at=clock.now(),
        acknowledged_by=actor.display_name[:100],
        acknowledge_due_at=None,
        holder_id=actor.person_id,
    )
    answer_calls(alarm, actor)
    take_first(alarm, actor)
    return alarm


@transaction.atomic
def verify_alarm(*, alarm_id: int, actor: Actor, reason: str = "") -> Alarm:
    """Confirm after asking on the spot that the alarm is real; ``reason`` tells what was found."""
    return _move(
        alarm_id,
        "verify",
        actor,
        reason=reason,
        step=StepKind.VERIFIED,
        action="verified",
        event=AlarmVerified,
        verified_at=clock.now(),
    )


@transaction.atomic
def mark_false(*, alarm_id: int, actor: Actor, reason: str, cause: str = "") -> Alarm:
    """Declare the alarm false, with the cause, which the rule's statistics count."""
    cause = cause or FalseAlarmCause.OTHER
    if cause not in FalseAlarmCause.values:
        raise InvalidInput(fields={"cause": "unknown"})
    alarm = _move(
        alarm_id,
        "mark_false",
        actor,
        reason=reason,
        step=StepKind.MARKED_FALSE,
        action="marked_false",
        event=None,
        false_cause=cause,
        finished_at=clock.now(),
    )
    emit(AlarmMarkedFalse(**event_facts(alarm), cause=cause), actor)  # type: ignore[arg-type]
    end_duties(alarm)
    review_after_false_alarm(alarm, actor)
    return alarm


@transaction.atomic
def dispose_alarm(*, alarm_id: int, actor: Actor, reason: str) -> Alarm:
    """Report that the cause was dealt with; refused while the signal is beyond its limit."""
    return _move(
        alarm_id,
        "dispose",
        actor,
        reason=reason,
        step=StepKind.DISPOSED,
        action="disposed",
        event=AlarmDisposed,
    )


@transaction.atomic
def close_alarm(*, alarm_id: int, actor: Actor, reason: str = "") -> Alarm:
    """Close an alarm that was dealt with."""
    alarm = _move(
        alarm_id,
        "close",
        actor,
        reason=reason,
        step=StepKind.CLOSED,
        action="closed",
        event=AlarmClosed,
        finished_at=clock.now(),
    )
    end_duties(alarm)
    return alarm


@transaction.atomic
def reset_alarm(*, alarm_id: int, actor: Actor, reason: str) -> Alarm:
    """Reset an alarm that is held although its signal is normal, after looking on the spot.

    Raises ``NothingToReset``, ``NotPermitted``, ``InvalidInput`` without a reason.
    """
    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    require(actor, RESET, alarm)
    if not alarm.waits_for_reset:
        raise NothingToReset
    if not reason.strip():
        raise InvalidInput(fields={"reason": "missing"})
    add_step(alarm, StepKind.RESET, actor, person_id=actor.person_id, text=reason)
    audit(actor, "alarms.alarm.reset", alarm, reason=reason)
    end_signal(alarm, clock.now(), actor)
    return alarm


@transaction.atomic
def call_person(*, alarm_id: int, person_id: int, actor: Actor) -> Alarm:
    """Note that somebody was called about an alarm (the call itself is the telephone's)."""
    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    require(actor, ACKNOWLEDGE, alarm)
    record_call(person_id=person_id, subject=alarm, actor=actor)
    note_call(alarm, person_id=person_id, actor=actor, channel=CallChannel.PHONE)
    add_step(alarm, StepKind.CALLED, actor, person_id=person_id)
    audit(actor, "alarms.alarm.called", alarm, after={"person": person_id})
    return alarm


@transaction.atomic
def suppress_alarm(*, alarm_id: int, actor: Actor, reason: str, until: datetime) -> Alarm:
    """Keep one alarm quiet until a time, for a reason; it comes back when it still stands then."""
    if until <= clock.now():
        raise InvalidInput(fields={"until": "past"})
    return _move(
        alarm_id,
        "suppress",
        actor,
        reason=reason,
        step=StepKind.SUPPRESSED,
        action="suppressed",
        event=AlarmSuppressed,
        suppressed_until=until,
        acknowledge_due_at=None,
    )


@transaction.atomic
def resume_alarm(*, alarm_id: int, actor: Actor) -> Alarm:
    """End the suppression of an alarm: it is called out anew."""
    alarm = _move(
        alarm_id,
        "resume",
        actor,
        step=StepKind.RESUMED,
        action="resumed",
        event=None,
        suppressed_until=None,
    )
    hand_to(alarm, 0, actor)
    emit(opened_event(alarm), actor)
    return alarm


def end_suppressions(now: datetime) -> int:
    """Call out alarms whose suppression ran out and whose signal still stands; close the others."""
    actor = system_actor("alarm clock")
    ended = 0
    due = Alarm.objects.filter(state=AlarmState.SUPPRESSED, suppressed_until__lte=now)
    for alarm_id, cleared_at in due.values_list("pk", "cleared_at"):
        if cleared_at is None:
            resume_alarm(alarm_id=alarm_id, actor=actor)
        else:
            _expire(alarm_id, actor)
        ended += 1
    return ended


@transaction.atomic
def _expire(alarm_id: int, actor: Actor) -> Alarm:
    return _move(
        alarm_id,
        "expire",
        actor,
        step=StepKind.CLOSED,
        action="closed",
        event=AlarmClosed,
        finished_at=clock.now(),
    )


def escalate_unacknowledged(now: datetime) -> int:
    """Pass every alarm whose clock ran out to the next named person; return how many."""
    passed = 0
    due = Alarm.objects.filter(state=AlarmState.OPEN, acknowledge_due_at__lte=now)
    for alarm_id in due.order_by("level", "acknowledge_due_at").values_list("pk", flat=True):
        passed += _escalate(alarm_id, now)
    return passed


@transaction.atomic
def _escalate(alarm_id: int, now: datetime) -> bool:
    """Pass one alarm on, unless somebody took it meanwhile."""
    actor = system_actor("alarm clock")
    alarm = (
        Alarm.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("enterprise")
        .filter(pk=alarm_id, state=AlarmState.OPEN, acknowledge_due_at__lte=now)
        .first()
    )
    if alarm is None:
        return False
    former = alarm.holder
    person_id = hand_to(alarm, alarm.ladder_position + 1, actor, escalated=True)
    audit(
        actor,
        "alarms.alarm.escalated",
        alarm,
        before={"holder": former},
        after={"holder": person_id, "position": alarm.ladder_position},
    )
    emit(
        AlarmEscalated(
            **event_facts(alarm),  # type: ignore[arg-type]
            person_id=person_id,
            position=alarm.ladder_position,
        ),
        actor,
    )
    return True
