"""Call and answer 叫应: every call is on record with its step, its answer and how long it took."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, require
from anlan.monitoring.alarms.choices import CallChannel, CallOutcome, StepKind
from anlan.monitoring.alarms.errors import CallIsOver
from anlan.monitoring.alarms.models import Alarm, AlarmCall
from anlan.monitoring.alarms.permissions import ACKNOWLEDGE


def note_call(
    alarm: Alarm,
    *,
    person_id: int | None,
    actor: Actor,
    position: int | None = None,
    role: str = "",
    channel: str = CallChannel.NOTICE,
    due_at: datetime | None = None,
) -> AlarmCall:
    """Write down a call; where nobody is named for the step it stands unanswered at once."""
    return AlarmCall.objects.create(
        alarm=alarm,
        position=position,
        role=role,
        person_id=person_id,
        channel=channel,
        caller_name=actor.display_name[:100],
        called_at=clock.now(),
        due_at=due_at,
        outcome=CallOutcome.WAITING if person_id is not None else CallOutcome.UNANSWERED,
    )


def answer_calls(alarm: Alarm, actor: Actor) -> None:
    """Whoever takes the alarm answers his call; the others need not answer any more."""
    now, name = clock.now(), actor.display_name[:100]
    waiting = alarm.calls.filter(outcome=CallOutcome.WAITING)
    if actor.person_id is not None:
        waiting.filter(person_id=actor.person_id).update(
            outcome=CallOutcome.ANSWERED, answered_at=now, answered_by=name
        )
    waiting.update(outcome=CallOutcome.BY_OTHER, answered_at=now, answered_by=name)


def miss_calls(alarm: Alarm) -> None:
    """The clock ran out: the calls of the ladder so far were not answered."""
    alarm.calls.filter(outcome=CallOutcome.WAITING, position__isnull=False).update(
        outcome=CallOutcome.UNANSWERED
    )


@transaction.atomic
def record_answer(
    *, alarm_id: int, call_id: int, is_answered: bool, actor: Actor, note: str = ""
) -> AlarmCall:
    """Note whether somebody called by telephone answered. Raises ``CallIsOver``."""
    from anlan.monitoring.alarms.services.crossings import add_step

    alarm = get_visible(Alarm, alarm_id, actor=actor, lock=True)
    require(actor, ACKNOWLEDGE, alarm)
    call = alarm.calls.select_for_update().filter(pk=call_id).first()
    if call is None:
        raise NotVisible
    if call.outcome != CallOutcome.WAITING:
        raise CallIsOver
    call.note = note
    if is_answered:
        call.outcome, call.answered_at = CallOutcome.ANSWERED, clock.now()
        call.answered_by = call.person.name[:100] if call.person else ""
    else:
        call.outcome = CallOutcome.UNANSWERED
    call.save(update_fields=["note", "outcome", "answered_at", "answered_by"])
    add_step(
        alarm,
        StepKind.ANSWERED if is_answered else StepKind.UNANSWERED,
        actor,
        person_id=call.person_id,
        text=note,
    )
    audit(
        actor,
        "alarms.alarm.call_answered",
        alarm,
        after={"person": call.person_id, "outcome": call.outcome},
        reason=note,
    )
    return call
