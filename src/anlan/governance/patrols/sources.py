"""What patrols tell indicators, assessment and report forms: coverage and clearance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.base.regions.public import county_prefix
from anlan.governance.assessment.public import Loss, ScoreFact, ScoreSource, Unit
from anlan.governance.assessment.public import register_source as register_score
from anlan.governance.campaigns.public import Asked, FormSource
from anlan.governance.campaigns.public import register_source as register_form_value
from anlan.governance.indicators.public import Measure, MeasuredValue, Part, register_measure
from anlan.governance.patrols.choices import UnitKind
from anlan.governance.patrols.models import Programme
from anlan.governance.patrols.selectors.coverage import coverage_of_programme
from anlan.governance.patrols.selectors.statistics import clearance
from anlan.kernel import clock
from anlan.kernel.actor import Actor


def coverage(_actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
    """Townships visited at least once in the programme that runs on the day. [%]"""
    rows = Programme.objects.filter(
        starts_on__lte=on,
        ends_on__gte=on,
        office__region__code__startswith=county_prefix(region_prefix),
    )
    programme = rows.select_related("office").order_by("-ends_on", "pk").first()
    if programme is None:
        return None
    found = next(
        line for line in coverage_of_programme(programme, on) if line.kind == UnitKind.TOWNSHIP
    )
    units = [u for u in found.whole if u.region_code.startswith(region_prefix)]
    if not units:
        return None
    done = sum(1 for unit in units if unit.key in found.days)
    return MeasuredValue(
        value=round(100 * done / len(units), 4),
        numerator=done,
        denominator=len(units),
        parts=tuple(
            Part(unit.name, float(unit.key in found.days), 1.0, unit.region_code) for unit in units
        ),
        url=programme.get_absolute_url(),
    )


def cleared(_actor: Actor, on: date, region_prefix: str) -> MeasuredValue | None:
    """Findings due since New Year that were closed in time. [%]"""
    found = clearance(since=date(on.year, 1, 1), until=on, today=on, region_prefix=region_prefix)
    if not found.due:
        return None
    return MeasuredValue(
        value=round(100 * found.on_time / found.due, 4),
        numerator=found.on_time,
        denominator=found.due,
        url=reverse("patrols:statistics"),
    )


def clearance_of_unit(
    _actor: Actor, unit: Unit, since: date, until: date, _given: Mapping[str, str]
) -> ScoreFact:
    """Findings of a unit closed in time among those whose day lay in the period."""
    found = clearance(since=since, until=until, today=clock.today(), organisation_id=unit.id)
    url = f"{reverse('patrols:findings')}?tab=all&organisation={unit.id}"
    if not found.due:
        return ScoreFact(None, "本期没有到期的巡查问题。", Decimal(0), Decimal(0), url)
    value = Decimal(found.on_time) / Decimal(found.due)
    return ScoreFact(
        value.quantize(Decimal("0.0001")),
        f"到期巡查问题{found.due}个，按期销号{found.on_time}个，逾期未整改{len(found.late_open)}个。",
        Decimal(found.on_time),
        Decimal(found.due),
        url,
        _losses(found.late_open),
    )


def late_of_unit(
    _actor: Actor, unit: Unit, since: date, until: date, _given: Mapping[str, str]
) -> ScoreFact:
    """Findings of the period that still stand open after their day."""
    found = clearance(since=since, until=until, today=clock.today(), organisation_id=unit.id)
    number = len(found.late_open)
    return ScoreFact(
        Decimal(number),
        f"逾期未整改的巡查问题{number}个。",
        Decimal(number),
        None,
        f"{reverse('patrols:findings')}?tab=all&organisation={unit.id}",
        _losses(found.late_open),
    )


def _losses(rows: tuple[object, ...]) -> tuple[Loss, ...]:
    return tuple(
        Loss(f"{row.title}：{row.due_on}到期未整改", row.get_absolute_url())  # type: ignore[attr-defined]
        for row in rows[:10]
    )


def due_in_form(_actor: Actor, asked: Asked) -> Decimal:
    """Findings of the unit due in the period of a report form."""
    return Decimal(_asked(asked)[0])


def closed_in_form(_actor: Actor, asked: Asked) -> Decimal:
    """Those of them closed in time."""
    return Decimal(_asked(asked)[1])


def _asked(asked: Asked) -> tuple[int, int]:
    found = clearance(
        since=asked.since, until=asked.until, today=clock.today(), organisation_id=asked.unit_id
    )
    return found.due, found.on_time


register_measure(
    Measure(
        code="patrols.township_coverage",
        name=_("townships patrolled in the programme"),
        unit="%",
        formula=_("townships visited at least once in the running programme ÷ all townships"),
        source=_("finished visits of patrol rounds; register of townships"),
        compute=coverage,
        direction="higher",
        looks_back=True,
    )
)
register_measure(
    Measure(
        code="patrols.finding_clearance",
        name=_("patrol findings put right in time"),
        unit="%",
        formula=_(
            "closed in time ÷ findings due since New Year, without those waiting for a check"
        ),
        source=_("register of patrol findings"),
        compute=cleared,
        direction="higher",
    )
)
register_score(
    ScoreSource(
        "patrols.clearance",
        _("Patrol findings put right in time"),
        _("closed in time ÷ findings whose last day lay in the period"),
        clearance_of_unit,
    )
)
register_score(
    ScoreSource(
        "patrols.late_open",
        _("Patrol findings overdue and open"),
        _("findings whose last day lay in the period and which still stand open"),
        late_of_unit,
        measures="count",
    )
)
register_form_value(
    FormSource("patrols.due", _("patrol findings due in the period"), due_in_form),
    FormSource("patrols.in_time", _("patrol findings closed in time"), closed_in_form),
)
