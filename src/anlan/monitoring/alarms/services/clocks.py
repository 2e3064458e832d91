"""The clocks of handling: verify, deal with and close an alarm in time, by its level."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.kernel.actor import system_actor
from anlan.kernel.events import emit
from anlan.monitoring.alarms import ladder
from anlan.monitoring.alarms.choices import DutyOutcome, StepKind
from anlan.monitoring.alarms.events import AlarmOverdue
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.services.crossings import add_step, event_facts
from anlan.monitoring.alarms.services.storms import may_be_told


def tell_overdue(now: datetime) -> int:
    """Tell of every alarm whose next step was not done in time, once; return how many."""
    told = 0
    due = Alarm.objects.filter(step_due_at__lte=now, step_overdue_at__isnull=True)
    for alarm_id in due.order_by("level", "step_due_at").values_list("pk", flat=True):
        with override(settings.LANGUAGE_CODE):
            told += _tell(alarm_id, now)
    return told


@transaction.atomic
def _tell(alarm_id: int, now: datetime) -> bool:
    """Tell who is responsible and who is next on the ladder, unless it was done meanwhile."""
    actor = system_actor("alarm clock")
    alarm = (
        Alarm.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("enterprise")
        .filter(pk=alarm_id, step_due_at__lte=now, step_overdue_at__isnull=True)
        .first()
    )
    if alarm is None or (step := alarm.next_step) is None:
        return False
    alarm.step_overdue_at = now
    alarm.save(update_fields=["step_overdue_at", "updated_at"])
    responsible = _responsible(alarm)
    above = _next_of_the_ladder(alarm, responsible)
    people = list(dict.fromkeys(p for p in (responsible, above) if p is not None))
    add_step(alarm, StepKind.OVERDUE, actor, person_id=above, text=step)
    audit(
        actor,
        "alarms.alarm.overdue",
        alarm,
        after={"step": step, "due_at": alarm.step_due_at, "told": people},
    )
    emit(AlarmOverdue(**event_facts(alarm), step=step), actor)  # type: ignore[arg-type]
    if people and may_be_told(alarm, step):
        notify(
            kind="alarms.alarm",
            person_ids=people,
            title=_("Overdue, %(step)s: %(alarm)s") % {"step": step.label, "alarm": alarm},
            actor=actor,
            url=alarm.get_absolute_url(),
            level=alarm.level,
            subject=alarm,
        )
    return True


def _responsible(alarm: Alarm) -> int | None:
    held = alarm.duties.filter(outcome=DutyOutcome.HELD).first()
    return held.person_id if held is not None else alarm.holder_id


def _next_of_the_ladder(alarm: Alarm, responsible: int | None) -> int | None:
    step = ladder.step_of(alarm.level, alarm.ladder_position + 1)
    if step is None:
        return None
    return ladder.find_holder(alarm, step, [responsible] if responsible is not None else [])
