"""Figures of chains for indicators, assessment and report forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.public import organisation_names
from anlan.governance.assessment.public import Loss, ScoreFact, ScoreSource, Unit
from anlan.governance.assessment.public import register_source as register_score
from anlan.governance.campaigns.public import Asked, FormSource
from anlan.governance.campaigns.public import register_source as register_form_value
from anlan.governance.chains.choices import ClueState
from anlan.governance.chains.models import Clue, Trace
from anlan.governance.chains.selectors.figures import beginning, kept, traces_of_unit
from anlan.governance.indicators.public import Measure, MeasuredValue, Part, register_measure
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import visible


def _answers(actor: Actor, on: date, region_prefix: str) -> list[Trace]:
    rows = traces_of_unit(actor, None, date(on.year, 1, 1), on)
    return [row for row in rows if row.region_id.startswith(region_prefix)]


def answered_in_time(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
    """Stages due since New Year, and those of them answered in time, by unit."""
    by_unit: dict[int, list[int]] = {}
    for trace in _answers(actor, on, region_prefix):
        is_due, is_in_time = kept(trace, on)
        if is_due and trace.organisation_id is not None:
            counted = by_unit.setdefault(trace.organisation_id, [0, 0])
            counted[0] += int(is_in_time)
            counted[1] += 1
    due = sum(counted[1] for counted in by_unit.values())
    if not due:
        return None
    in_time = sum(counted[0] for counted in by_unit.values())
    names = organisation_names(by_unit)
    return MeasuredValue(
        value=round(100 * in_time / due, 2),
        numerator=float(in_time),
        denominator=float(due),
        parts=tuple(
            Part(names.get(pk, ""), float(done), float(total))
            for pk, (done, total) in by_unit.items()
        ),
        url=find_url("chains:clues"),
    )


def closed_rate(actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
    """Clues found since New Year, and those of them closed."""
    rows = visible(Clue, actor).filter(
        found_at__gte=beginning(date(on.year, 1, 1)),
        found_at__date__lte=on,
        region__code__startswith=region_prefix,
    )
    rows = rows.exclude(state=ClueState.WITHDRAWN)
    total = rows.count()
    if not total:
        return None
    closed = rows.filter(state=ClueState.CLOSED).count()
    return MeasuredValue(
        value=round(100 * closed / total, 2),
        numerator=float(closed),
        denominator=float(total),
        url=find_url("chains:clues"),
    )


register_measure(
    Measure(
        code="chains.answered_in_time",
        name=_("Stages of whole chains answered in time"),
        unit="%",
        formula=_("stages answered in time ÷ stages due since New Year"),
        source=_("clues along chains"),
        compute=answered_in_time,
        direction="higher",
    )
)
register_measure(
    Measure(
        code="chains.closed_rate",
        name=_("Clues along whole chains closed"),
        unit="%",
        formula=_("clues closed ÷ clues found since New Year and not withdrawn"),
        source=_("clues along chains"),
        compute=closed_rate,
        direction="higher",
    )
)


def in_time(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Stages of the unit due in the period and answered in time."""
    today = min(clock.today(), until)
    rows = traces_of_unit(actor, unit.id, since, until)
    due = [(row, kept(row, today)[1]) for row in rows if kept(row, today)[0]]
    if not due:
        return ScoreFact(None, "本期没有到期的全链条线索。", url=find_url("chains:clues"))
    done = sum(is_in_time for _row, is_in_time in due)
    return ScoreFact(
        (Decimal(done) / Decimal(len(due))).quantize(Decimal("0.0001")),
        f"到期全链条线索环节{len(due)}件，按期核查回复{done}件。",
        Decimal(done),
        Decimal(len(due)),
        url=find_url("chains:clues"),
        losses=tuple(
            Loss(f"{row.clue.number} {row.stage}：未按期回复", row.get_absolute_url())
            for row, is_in_time in due
            if not is_in_time
        ),
    )


register_score(
    ScoreSource(
        "chains.in_time",
        _("Whole-chain clues answered in time"),
        _("stages answered in time ÷ stages of the unit due in the period"),
        in_time,
    )
)


def _of_unit(asked: Asked) -> list[Trace]:
    return traces_of_unit(system_actor("chains"), asked.unit_id, asked.since, asked.until)


def due_for_form(_actor: Actor, asked: Asked) -> Decimal:
    """Stages of the unit that fell due in the period."""
    return Decimal(len(_of_unit(asked)))


def in_time_for_form(_actor: Actor, asked: Asked) -> Decimal:
    """Those of them answered in time."""
    return Decimal(sum(kept(row, asked.until)[1] for row in _of_unit(asked)))


register_form_value(
    FormSource("chains.due", _("whole-chain clues due in the period"), due_for_form),
    FormSource("chains.in_time", _("whole-chain clues of them in time"), in_time_for_form),
)
