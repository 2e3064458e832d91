"""Thresholds in force as the judgement needs them."""

from __future__ import annotations

from anlan.monitoring.natural_hazards.contracts import Limit
from anlan.monitoring.natural_hazards.models import Threshold


def limits_of(hazard: str) -> list[Limit]:
    """Return the thresholds of a hazard that are in use."""
    rows = Threshold.objects.filter(hazard=hazard, is_active=True)
    return [limit_of(row) for row in rows.select_related("region", "catchment")]


def limit_of(row: Threshold) -> Limit:
    """Return one threshold as a value."""
    source = " ".join(part for part in (row.data_source, row.clause) if part)
    return Limit(
        id=row.pk,
        indicator=row.indicator,
        level=row.level,
        limit=row.limit,
        scope=row.place,
        source=source,
        is_verified=row.is_verified,
        region=row.region_id,
        catchment_id=row.catchment_id,
    )
