"""Emergency plans by township: reviewed in time or not."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.command.plans.choices import PlanState
from anlan.command.plans.models import Plan
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def tally_reviewed(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: plans in force with a day of review; part: not past it."""
    rows = visible(Plan, actor).filter(
        state=PlanState.PUBLISHED,
        review_due_on__isnull=False,
        region__code__startswith=region_prefix,
    )
    return tally_by_township(rows, "region_id", part=Q(review_due_on__gte=on))
