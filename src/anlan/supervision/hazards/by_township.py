"""Hazards by township as indicators of plans count them: crossed off, in time, major ones open."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.hazards.choices import HazardLevel
from anlan.supervision.hazards.models import Hazard


def _counted(actor: Actor, until: date, region_prefix: str) -> QuerySet[Hazard]:
    return visible(Hazard, actor).filter(
        counted_on__lte=until, region__code__startswith=region_prefix
    )


def tally_clearance(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: carried over and found in a span; part: crossed off in it."""
    rows = _counted(actor, until, region_prefix).exclude(closed_on__lt=since)
    return tally_by_township(rows, "region_id", part=Q(closed_on__lte=until))


def tally_on_time(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: crossed off in a span; part: rectified in time."""
    rows = _counted(actor, until, region_prefix).filter(closed_on__range=(since, until))
    return tally_by_township(rows, "region_id", part=Q(is_on_time=True))


def tally_open(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: open at the end of a day; part: the major ones of them."""
    rows = _counted(actor, on, region_prefix).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=on)
    )
    return tally_by_township(rows, "region_id", part=Q(level=HazardLevel.MAJOR))
