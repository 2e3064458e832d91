"""Accidents that may be the same one registered twice."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.gis.measure import D
from django.db.models import Q

from anlan.governance.accidents.choices import AccidentState
from anlan.governance.accidents.models import Accident
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: So close in time and place two reports often mean one accident.
WITHIN = timedelta(hours=24)
WITHIN_M = 500
SHOWN = 5


def find_duplicates(accident: Accident, actor: Actor) -> list[Accident]:
    """Return visible accidents within a day at the same unit or place, nearest in time first."""
    same = Q()
    if accident.unit_name:
        same |= Q(unit_name=accident.unit_name)
    if accident.enterprise_id is not None:
        same |= Q(enterprise_id=accident.enterprise_id)
    if accident.location is not None:
        same |= Q(location__dwithin=(accident.location, D(m=WITHIN_M).m / 111_000))
    if accident.address:
        same |= Q(region_id=accident.region_id, address=accident.address)
    if not same:
        return []
    rows = (
        visible(Accident, actor)
        .filter(
            same,
            occurred_at__gte=accident.occurred_at - WITHIN,
            occurred_at__lte=accident.occurred_at + WITHIN,
        )
        .exclude(pk=accident.pk)
        .exclude(state=AccidentState.REMOVED)
    )
    return sorted(rows[:20], key=lambda row: abs(row.occurred_at - accident.occurred_at))[:SHOWN]
