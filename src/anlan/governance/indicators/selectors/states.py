"""How indicators stand, as other apps read it."""

from __future__ import annotations

from datetime import date

from anlan.governance.indicators.choices import GRAVITY
from anlan.governance.indicators.contracts import IndicatorState
from anlan.governance.indicators.models import Deviation, Indicator
from anlan.governance.indicators.wording import reason_words
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import url_of
from anlan.kernel.policy import visible


def indicator_states(
    actor: Actor, *, on: date, organisation_id: int | None = None
) -> list[IndicatorState]:
    """Return how the visible indicators under watch stood on a day, the gravest first.

    For today that is what the last judgement kept; for a former day the standing is that of the
    last deviation noticed until then, with its figures.
    """
    rows = visible(Indicator, actor).filter(is_active=True, starts_on__lte=on)
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    found = [describe(row) for row in rows.select_related("organisation")]
    if on < clock.today():
        found = _then(found, on)
    return sorted(found, key=lambda one: (GRAVITY.index(one.state), not one.is_binding, one.id))


def describe(row: Indicator) -> IndicatorState:
    """Return an indicator whose unit is loaded as a value."""
    return IndicatorState(
        id=row.pk,
        name=row.name,
        unit=row.unit,
        target_words=row.target,
        target=row.bound,
        actual=row.actual,
        actual_on=row.actual_on,
        forecast=row.forecast,
        state=row.state,
        state_label=str(row.get_state_display()),
        reason=reason_words(row.facts, unit=row.unit),
        organisation_id=row.organisation_id,
        organisation_name=str(row.organisation),
        is_binding=row.is_binding,
        target_on=row.target_on,
        since=row.state_since,
        url=url_of(row),
    )


def _then(now: list[IndicatorState], on: date) -> list[IndicatorState]:
    """The standings of a former day."""
    from dataclasses import replace

    latest: dict[int, Deviation] = {}
    rows = Deviation.objects.filter(indicator__in=[one.id for one in now], on__lte=on)
    for row in rows.order_by("on", "pk"):
        latest[row.indicator_id] = row
    found = []
    for one in now:
        then = latest.get(one.id)
        found.append(
            replace(
                one,
                state=then.state if then else "no_data",
                state_label=str(then.get_state_display()) if then else "",
                actual=then.actual if then else None,
                actual_on=then.on if then else None,
                forecast=then.forecast if then else None,
                reason=reason_words(then.facts, unit=one.unit) if then else "",
                since=then.on if then else None,
            )
        )
    return found
