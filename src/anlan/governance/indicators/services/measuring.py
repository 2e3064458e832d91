"""Computing automatic measures: on the last day of a period, every night, or when asked."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import transaction

from anlan.base.regions.public import prefix_of
from anlan.governance.indicators.errors import NothingToCompute
from anlan.governance.indicators.judging import last_period_end
from anlan.governance.indicators.models import Indicator, IndicatorValue
from anlan.governance.indicators.permissions import KEEP
from anlan.governance.indicators.registry import find_measure
from anlan.governance.indicators.services.standing import judge_indicator, platform
from anlan.governance.indicators.services.values import keep_computed
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import WrongState
from anlan.kernel.policy import get_visible, require

log = logging.getLogger("anlan.indicators")


@transaction.atomic
def compute_value(*, indicator_id: int, actor: Actor, on: date | None = None) -> IndicatorValue:
    """Compute an automatic indicator for a day (today) and keep the value.

    What was kept for that day stays as a former value when the figures differ.
    """
    row = get_visible(Indicator, indicator_id, actor=actor, lock=True)
    require(actor, KEEP, row)
    made = _compute(row, on or clock.today(), actor)
    if made is None:
        raise NothingToCompute
    return made


def compute_all(*, actor: Actor, on: date | None = None) -> int:
    """Compute what is due and judge every indicator; returns how many values were kept.

    Run every night: the last day of each ended period that has no value yet, so that a night
    missed is made up for; what cannot look back is computed on the very day only.
    """
    today = on or clock.today()
    kept = 0
    ids = Indicator.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    for pk in list(ids):
        try:
            with transaction.atomic():
                row = Indicator.objects.select_for_update(of=("self",)).get(pk=pk)
                kept += _due(row, today, actor)
                judge_indicator(row, actor=actor, on=today)
        except Exception:  # one broken source must not keep the others from being computed
            log.exception("indicator %s could not be computed", pk)
    return kept


def _due(row: Indicator, today: date, actor: Actor) -> int:
    if not row.is_automatic or today < row.starts_on:
        return 0
    end = last_period_end(min(today, row.target_on + timedelta(days=1)), row.frequency)
    if end < row.starts_on or row.values.filter(period_end=end).exists():
        return 0
    return int(_compute(row, end, actor) is not None)


def _compute(row: Indicator, on: date, actor: Actor) -> IndicatorValue | None:
    """Compute and keep one value; the figures are the county's, whoever presses the button."""
    measure = find_measure(row.measure_code)
    if measure is None:
        raise WrongState(
            code_words(row.measure_code) if row.measure_code else NothingToCompute.message
        )
    if on < clock.today() and not measure.looks_back:
        return None
    found = measure.compute(platform(), on, prefix_of(row.region_id))
    if found is None:
        return None
    return keep_computed(row, on, found, actor=actor)


def code_words(code: str) -> str:
    """Say that a measure is not installed here."""
    from django.utils.translation import gettext as _

    return _("The measure %(code)s is not installed on this platform.") % {"code": code}
