"""How an indicator stands: judged anew after each value and every night, told once a change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from anlan.base.accounts.public import persons_holding
from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.base.organisations.public import people_of
from anlan.governance.indicators.choices import WARNED, Standing, ValueState
from anlan.governance.indicators.events import DeviationFound
from anlan.governance.indicators.judging import Goal, Judgement, judge
from anlan.governance.indicators.models import Deviation, Indicator
from anlan.governance.indicators.permissions import REPORT
from anlan.governance.indicators.wording import reason_words
from anlan.governance.responsibility.public import leaders_in_charge
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.events import emit

#: Leaders told of an indicator in danger: the head of the unit and the leader in charge.
TOLD_RANKS = (1, 2)
#: Of a binding one that will be missed the principal leader hears as well.
TOLD_OF_MISSED = (1, 2, 3)


def platform() -> Actor:
    """The actor of the nightly work."""
    return system_actor("indicators")


def goal_of(row: Indicator, steps: Mapping[int, tuple[float, bool]] | None = None) -> Goal:
    """Return what an indicator demands, with the targets of its years."""
    if steps is None:
        steps = {one.year: (one.value, one.is_derived) for one in row.yearly_targets.all()}
    return Goal(
        kind=row.target_kind,
        low=row.target_low,
        high=row.target_high,
        target_on=row.target_on,
        starts_on=row.starts_on,
        direction=row.direction,
        course=row.course,
        frequency=row.frequency,
        unit=row.unit,
        is_every_year=row.is_every_year,
        baseline=row.baseline_value,
        percent=row.change_percent,
        steps=steps,
    )


def judge_indicator(row: Indicator, *, actor: Actor, on: date | None = None) -> Judgement:
    """Judge an indicator by its values that count and keep the result; tell of a change.

    The caller holds the transaction and has checked its own right.
    """
    today = on or clock.today()
    values = list(
        row.values.filter(state=ValueState.CURRENT, period_end__lte=today)
        .order_by("period_end")
        .values_list("period_end", "value", "parts")
    )
    found = judge(
        goal_of(row),
        [(day, value) for day, value, _parts in values],
        today,
        parts=values[-1][2] if values else (),
    )
    former = row.state
    row.actual, row.actual_on = found.actual, found.actual_on
    foreseen = found.forecast
    row.forecast = foreseen.value if foreseen else None
    row.forecast_low = foreseen.low if foreseen else None
    row.forecast_high = foreseen.high if foreseen else None
    row.method = foreseen.method if foreseen else "none"
    row.facts = dict(found.facts)
    row.judged_at = clock.now()
    if found.state != former or row.state_since is None:
        row.state, row.state_since = found.state, today
    row.save(
        update_fields=[
            "actual",
            "actual_on",
            "forecast",
            "forecast_low",
            "forecast_high",
            "method",
            "facts",
            "judged_at",
            "state",
            "state_since",
            "updated_at",
        ]
    )
    if found.state != former:
        _note(row, former, found, today, actor)
    return found


def _note(row: Indicator, former: str, found: Judgement, today: date, actor: Actor) -> None:
    """Keep that it stands otherwise, and warn unit and leaders when it is in danger."""
    told = _warn(row, found, actor) if found.state in WARNED and row.is_active else []
    Deviation.objects.create(
        indicator=row,
        on=today,
        former_state=former,
        state=found.state,
        actual=found.actual,
        forecast=row.forecast,
        facts=row.facts,
        told=told,
        at=clock.now(),
    )
    audit(
        actor,
        "indicators.deviation.found",
        row,
        before={"state": former},
        after={"state": found.state, "actual": found.actual, "forecast": row.forecast},
    )
    emit(
        DeviationFound(
            indicator_id=row.pk,
            organisation_id=row.organisation_id,
            former_state=former,
            state=found.state,
            is_binding=row.is_binding,
        ),
        actor,
    )


def _warn(row: Indicator, found: Judgement, actor: Actor) -> list[str]:
    """Tell the unit's clerks and the leaders; returns their names."""
    ranks: tuple[int, ...] = TOLD_RANKS
    if row.is_binding and found.state == Standing.MISSED:
        ranks = TOLD_OF_MISSED
    leaders = [one for one in leaders_in_charge(row.organisation_id) if one.rank in ranks]
    names = {one.person_id: f"{one.name} {one.title}".strip() for one in leaders}
    clerks = set(persons_holding(REPORT))
    for person in people_of(row.organisation_id):
        if person.id in clerks:
            names.setdefault(person.id, person.name)
    with translation.override("zh-hans"):
        title = _("%(state)s: %(name)s") % {
            "state": Standing(found.state).label,
            "name": row.name,
        }
        body = reason_words(row.facts, unit=row.unit)
    notify(
        kind="indicators.deviation",
        person_ids=list(names),
        title=title[:200],
        body=body,
        url=row.get_absolute_url(),
        subject=row,
        actor=actor,
        include_actor=True,
        level=2 if found.state == Standing.MISSED and row.is_binding else 3,
    )
    return list(names.values())
