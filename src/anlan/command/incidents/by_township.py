"""Reports on incidents by township: sent in time or not."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.command.incidents.models import IncidentReport
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible


def tally_reports(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: reports on real incidents due in a span; part: submitted by their time."""
    rows = visible(IncidentReport, actor).filter(
        due_at__date__range=(since, until),
        incident__is_drill=False,
        incident__region__code__startswith=region_prefix,
    )
    return tally_by_township(rows, "incident__region_id", part=Q(submitted_at__lte=F("due_at")))
