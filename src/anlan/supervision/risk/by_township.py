"""Risk units and checks of their controls by township, as indicators of plans count them."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from anlan.base.regions.public import Tally, tally_by_township
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.supervision.risk.choices import CheckState
from anlan.supervision.risk.models import ControlCheck, RiskUnit


def tally_assessed(actor: Actor, *, on: date, region_prefix: str = "") -> list[Tally]:
    """Whole: risk units in use; part: assessed and graded by a day."""
    rows = visible(RiskUnit, actor).filter(is_retired=False, region__code__startswith=region_prefix)
    return tally_by_township(rows, "region_id", part=Q(assessed_on__lte=on))


def tally_checks(actor: Actor, *, since: date, until: date, region_prefix: str = "") -> list[Tally]:
    """Whole: checks of controls due in a span; part: done in time."""
    rows = visible(ControlCheck, actor).filter(
        due_at__date__range=(since, until), enterprise__region__code__startswith=region_prefix
    )
    done = Q(state__in=(CheckState.NORMAL, CheckState.ABNORMAL), is_late=False)
    return tally_by_township(rows, "enterprise__region_id", part=done)
