"""Alarms by township: acknowledged in time or not."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.models import Alarm


def tally_acknowledged(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: alarms raised in a span that had to be acknowledged; part: in time."""
    rows = visible(Alarm, actor).filter(
        raised_at__date__range=(since, until),
        acknowledge_due_at__isnull=False,
        region__code__startswith=region_prefix,
    )
    return tally_by_township(
        rows, "region_id", part=Q(acknowledged_at__lte=F("acknowledge_due_at"))
    )
