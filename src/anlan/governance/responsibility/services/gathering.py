"""Gathering duties performed from what other apps keep: shifts, commands, drills."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from anlan.governance.responsibility.choices import DutyKind
from anlan.governance.responsibility.services.records import record_duty
from anlan.kernel import clock
from anlan.kernel.actor import system_actor

#: Shifts that ended within this time are looked at; the job runs every day.
LOOK_BACK = timedelta(days=3)


def _rows(model: str) -> Any:
    return apps.get_model(model)._default_manager


def record_command(*, response_id: int) -> None:
    """Record that the commander of a response commanded an incident; drills are no incidents."""
    found = _rows("responses.Response").select_related("incident").filter(pk=response_id).first()
    if found is None or found.commander_id is None or found.incident.is_drill:
        return
    record_duty(
        kind=DutyKind.COMMAND,
        day=timezone.localtime(found.activated_at).date(),
        text=f"指挥处置：{found.incident.title}",
        person_id=found.commander_id,
        subject=found,
        actor=system_actor("responsibility"),
    )


def record_drill(*, drill_id: int) -> None:
    """Record who took part in a drill that was held."""
    drill = _rows("drills.Drill").filter(pk=drill_id).first()
    if drill is None:
        return
    day = timezone.localtime(drill.started_at or drill.planned_at).date()
    people = _rows("drills.DrillParticipant").filter(drill=drill, person__isnull=False)
    for person_id in dict.fromkeys(people.values_list("person_id", flat=True)):
        record_duty(
            kind=DutyKind.DRILL,
            day=day,
            text=f"参加应急演练：{drill.name}",
            person_id=person_id,
            subject=drill,
            actor=system_actor("responsibility"),
        )


def record_shifts() -> int:
    """Record the shifts that a leader on duty has stood; returns how many were looked at."""
    now = clock.now()
    rows = _rows("duty.DutyAssignment").filter(
        role="duty_leader", ends_at__lte=now, ends_at__gt=now - LOOK_BACK
    )
    with override(settings.LANGUAGE_CODE):
        for shift in rows.select_related("organisation"):
            record_duty(
                kind=DutyKind.DUTY_SHIFT,
                day=shift.day,
                text=f"带班值守：{shift.organisation}",
                person_id=shift.person_id,
                subject=shift,
                actor=system_actor("responsibility"),
            )
    return len(rows)
