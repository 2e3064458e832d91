"""Duty checks by township: who answered in time."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.command.duty.choices import AnswerState
from anlan.command.duty.models import DutyCheckAnswer
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def tally_answers(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: offices asked by duty checks in a span; part: answered in time."""
    rows = (
        visible(DutyCheckAnswer, actor)
        .filter(
            asked_at__date__range=(since, until),
            organisation__region__code__startswith=region_prefix,
        )
        .exclude(state=AnswerState.WAITING)
    )
    return tally_by_township(rows, "organisation__region_id", part=Q(state=AnswerState.ANSWERED))
