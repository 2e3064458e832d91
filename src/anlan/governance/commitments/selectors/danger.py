"""Commitments that are late or will be, the gravest first: a few rows of however many there are."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from anlan.governance.commitments.choices import WATCHED
from anlan.governance.commitments.contracts import CommitmentInfo
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.selectors.keeping import info
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def count_overdue(actor: Actor) -> dict[int, int]:
    """Return how many visible commitments of each lead are overdue today, whatever their year."""
    rows = visible(Commitment, actor).filter(state__in=WATCHED, deadline__lt=clock.today())
    return dict(rows.order_by().values_list("lead_id").annotate(number=Count("pk")))


def list_in_danger(
    actor: Actor, *, until: date, limit: int = 30
) -> tuple[list[CommitmentInfo], int, int]:
    """Return visible commitments due by a day that are late or expected to be, how many there are
    and how many of them are overdue already.

    What is longest overdue comes first, then what is expected latest.
    """
    late = Q(deadline__lt=clock.today()) | Q(late_days__gt=0)
    rows = visible(Commitment, actor).filter(late, state__in=WATCHED, deadline__lte=until)
    shown = rows.select_related("lead").order_by("deadline", "-late_days", "pk")[:limit]
    overdue = Q(deadline__lt=clock.today())
    counts = rows.order_by().aggregate(all=Count("pk"), overdue=Count("pk", filter=overdue))
    return [info(row) for row in shown], counts["all"], counts["overdue"]
