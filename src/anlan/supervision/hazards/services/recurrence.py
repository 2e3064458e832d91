"""Whether a hazard has come back: same enterprise, unit, criterion or cause within a year."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from anlan.supervision.hazards.choices import HazardState
from anlan.supervision.hazards.constants import RECURRENCE_MONTHS
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.services.common import limit

#: Days of a month for the look back over whole months.
MONTH_DAYS = 30.44


def earlier_ones(hazard: Hazard, codes: list[str]) -> list[Hazard]:
    """Return what of the same kind was found there within the look back, newest first.

    A shared criterion makes two hazards the same; where the new one meets none, its cause does.
    """
    if hazard.enterprise_id is None or not (codes or hazard.category_id):
        return []
    since: datetime = hazard.found_at - timedelta(days=limit(RECURRENCE_MONTHS) * MONTH_DAYS)
    same = Q(criteria__code__in=codes) if codes else Q(category_id=hazard.category_id)
    rows = (
        Hazard.objects.filter(
            same,
            enterprise_id=hazard.enterprise_id,
            unit_id=hazard.unit_id,
            reported_at__gte=since,
            found_at__lte=hazard.found_at,
        )
        .exclude(pk=hazard.pk)
        .exclude(state=HazardState.REJECTED)
    )
    return list(rows.distinct().order_by("-found_at", "-pk")[:50])


def link_recurrence(hazard: Hazard, codes: list[str]) -> bool:
    """Set which hazard this one repeats and how often it has happened; tells whether it changed."""
    found = earlier_ones(hazard, codes)
    former = (hazard.recurrence_of_id, hazard.recurrence_count, hazard.is_recurrent)
    hazard.recurrence_of = found[0] if found else None
    hazard.recurrence_count = len(found) + 1
    hazard.is_recurrent = bool(found)
    return former != (hazard.recurrence_of_id, hazard.recurrence_count, hazard.is_recurrent)
