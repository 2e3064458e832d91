"""Geological hazard points by township: who watches them, whether they were inspected in time."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.choices import GeoState, InspectionState
from anlan.monitoring.natural_hazards.models import GeoHazardPoint, GeoInspection, GroupMonitor


def tally_watched(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: hazard points not struck off; part: with a villager or a device that watches them."""
    monitors = GroupMonitor.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=on), since_on__lte=on, geo_point=OuterRef("pk")
    )
    rows = (
        visible(GeoHazardPoint, actor)
        .filter(region__code__startswith=region_prefix)
        .exclude(state=GeoState.REMOVED)
        .annotate(has_monitor=Exists(monitors))
    )
    part = Q(has_monitor=True) | Q(device__isnull=False)
    return tally_by_township(rows, "region_id", part=part)


def tally_inspected(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: inspections of hazard points due in a span; part: recorded in time."""
    rows = (
        visible(GeoInspection, actor)
        .filter(
            due_at__date__range=(since, until),
            geo_point__region__code__startswith=region_prefix,
        )
        .exclude(state=InspectionState.CANCELLED)
    )
    return tally_by_township(rows, "geo_point__region_id", part=Q(recorded_at__lte=F("due_at")))
