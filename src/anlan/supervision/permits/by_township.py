"""Permits of special operations by township: whether work began as the rule demands."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.permits.choices import PermitState
from anlan.supervision.permits.models import WorkPermit

_GUARDED = Q(kind__needs_guardian=False) | ~Q(guardian="")
_TESTED = Q(kind__gas_test_minutes=0) | Q(
    is_gas_acceptable=True, gas_tested_at__lte=F("started_at")
)
_IN_HOURS = Q(started_at__range=(F("planned_from"), F("planned_to"))) & (
    Q(finished_at__isnull=True) | Q(finished_at__lte=F("planned_to"))
)
_BY_RULE = _GUARDED & _TESTED & _IN_HOURS


def tally_by_rule(
    actor: Actor, *, since: date, until: date, region_prefix: str = ""
) -> list[Tally]:
    """Whole: permits whose work began in a span; part: guarded and gas-tested where they must be.

    Work counts as begun outside its rule when a guardian or a passed gas test was demanded and is
    not on record, or when it began before or ended after the hours of the permit.
    """
    rows = (
        visible(WorkPermit, actor)
        .filter(
            started_at__date__range=(since, until),
            enterprise__region__code__startswith=region_prefix,
        )
        .exclude(state=PermitState.CANCELLED)
    )
    return tally_by_township(rows, "enterprise__region_id", part=_BY_RULE)
