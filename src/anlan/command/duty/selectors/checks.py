"""Duty checks in figures, and what waits for an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, Count, FloatField, Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from anlan.command.duty.choices import AnswerState
from anlan.command.duty.models import DutyCheckAnswer
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Offices × months shown at once.
MOST_ROWS = 500


class Median(Aggregate):
    """``percentile_cont(0.5)``: half of the values lie below."""

    function = "PERCENTILE_CONT"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def statistics(actor: Actor) -> list[dict[str, Any]]:
    """Return per month and office: how many were asked, how many answered in time, how fast."""
    rows = (
        visible(DutyCheckAnswer, actor)
        .exclude(state=AnswerState.WAITING)
        .order_by()
        .annotate(month=TruncMonth("asked_at"))
        .values("month", "organisation_id", "organisation__name", "organisation__short_name")
        .annotate(
            asked=Count("id"),
            answered=Count("id", filter=Q(state=AnswerState.ANSWERED)),
            late=Count("id", filter=Q(state=AnswerState.LATE)),
            failed=Count("id", filter=Q(state__in=(AnswerState.MISSED, AnswerState.UNREACHABLE))),
            median=Median("seconds"),
            worst=Max("seconds"),
        )
        .order_by("-month", "-failed", "organisation_id")[:MOST_ROWS]
    )
    return [
        {
            **row,
            "office": row["organisation__short_name"] or row["organisation__name"],
            "rate": round(100 * row["answered"] / row["asked"]),
        }
        for row in rows
    ]


def waiting_for(actor: Actor) -> QuerySet[DutyCheckAnswer]:
    """Return the duty checks that wait for the acting person."""
    rows = visible(DutyCheckAnswer, actor).filter(state=AnswerState.WAITING)
    if actor.person_id is None:
        return rows.none()
    return rows.filter(person_id=actor.person_id).select_related("check_asked")
