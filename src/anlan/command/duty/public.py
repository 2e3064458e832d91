"""The door to duty."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from anlan.command.duty.by_township import tally_answers
from anlan.command.duty.choices import AnswerState
from anlan.command.duty.contracts import DutyInfo
from anlan.command.duty.models import DutyCheckAnswer
from anlan.command.duty.selectors.roster import on_duty_now
from anlan.command.duty.services.log import write_log
from anlan.command.duty.services.planning import plan_roster
from anlan.command.duty.services.roster import assign_duty
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

__all__ = [
    "DutyInfo",
    "assign_duty",
    "check_answers",
    "on_duty_now",
    "plan_roster",
    "write_log",
    "tally_answers",
]


def check_answers(
    actor: Actor, *, since: date, until: date, organisation_id: int | None = None
) -> tuple[int, int]:
    """Return how many people were asked by duty checks in a period, and how many answered in time.

    Those who may still answer are not counted.
    """
    rows = visible(DutyCheckAnswer, actor).exclude(state=AnswerState.WAITING)
    rows = rows.filter(asked_at__date__gte=since, asked_at__date__lte=until)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    found = rows.order_by().aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(state=AnswerState.ANSWERED))
    )
    return found["asked"], found["answered"]
