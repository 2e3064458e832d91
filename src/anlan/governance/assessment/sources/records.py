"""Figures from the daily records: hazards, duty, alarms, drills, plans.

The words of what was found are official Chinese: they stand in results and papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.drills.public import cadence_rate
from anlan.command.duty.public import check_answers
from anlan.command.plans.public import count_in_force
from anlan.governance.assessment.contracts import Loss, Parameter, ScoreFact, ScoreSource, Unit
from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.public import count_acknowledged
from anlan.supervision.hazards.public import DueCount, count_due


def rate(
    part: int,
    whole: int,
    words: str,
    nothing: str,
    url: str,
    *losses: Loss,
    kept: tuple[Loss, ...] = (),
) -> ScoreFact:
    """Return a share with its parts; nothing to count is no data, neither zero nor full."""
    if not whole:
        return ScoreFact(None, nothing, Decimal(0), Decimal(0), url)
    value = Decimal(part) / Decimal(whole)
    return ScoreFact(
        value.quantize(Decimal("0.0001")),
        words,
        Decimal(part),
        Decimal(whole),
        url,
        tuple(losses),
        kept,
    )


def count(number: int, words: str, url: str, *losses: Loss) -> ScoreFact:
    """Return a number of cases; none is a fact as well."""
    return ScoreFact(Decimal(number), words, Decimal(number), None, url, tuple(losses))


def _hazards(
    actor: Actor, unit: Unit, since: date, until: date, *, major_only: bool = False
) -> DueCount:
    return count_due(
        actor,
        since=since,
        until=until,
        region_prefix=unit.region_prefix,
        department_id=None if unit.region_prefix else unit.id,
        major_only=major_only,
    )


def _late(found: DueCount) -> tuple[Loss, ...]:
    return tuple(
        Loss(f"{row.number} {row.title}：{row.due_on}到期未销号", row.url) for row in found.examples
    )


def hazards_on_time(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Hazards crossed off in time among those whose day lay in the period."""
    found = _hazards(actor, unit, since, until, major_only=given.get("major") == "1")
    return rate(
        found.on_time,
        found.due,
        f"到期隐患{found.due}项，按期销号{found.on_time}项，逾期{found.late}项"
        f"（仍未销号{found.late_open}项）。",
        "本期没有到期的隐患。",
        reverse("hazards:list"),
        *_late(found),
    )


def hazards_late_open(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Hazards of the period that still stand open after their day."""
    found = _hazards(actor, unit, since, until, major_only=given.get("major") == "1")
    return count(
        found.late_open,
        f"逾期仍未销号的隐患{found.late_open}项。",
        reverse("hazards:list"),
        *_late(found),
    )


def duty_checks(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Duty checks answered in time."""
    asked, answered = check_answers(actor, since=since, until=until, organisation_id=unit.id)
    return rate(
        answered,
        asked,
        f"值班抽查{asked}人次，按时应答{answered}人次。",
        "本期没有值班抽查记录。",
        reverse("duty:check_statistics"),
    )


def alarms_in_time(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Alarms of the area acknowledged in time."""
    due, in_time = count_acknowledged(
        actor, since=since, until=until, region_prefix=unit.region_prefix
    )
    return rate(
        in_time,
        due,
        f"辖区报警{due}条，按时确认{in_time}条。",
        "本期辖区没有需要确认的报警。",
        reverse("alarms:list"),
    )


def drills_in_time(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Those who must hold drills and are in time, of the area or the unit itself."""
    found = cadence_rate(
        actor,
        region_prefix=unit.region_prefix,
        organisation_id=None if unit.region_prefix else unit.id,
    )
    losses = [Loss(f"{found.late}家（个）单位演练逾期", reverse("drills:duties"))]
    return rate(
        found.in_time,
        found.duties,
        f"有演练义务{found.duties}项，按期{found.in_time}项，逾期{found.late}项（截至取数日）。",
        "没有登记的演练义务。",
        reverse("drills:duties"),
        *(losses if found.late else ()),
    )


def plans_reviewed(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Plans in force whose day of review has not passed."""
    in_force, overdue = count_in_force(
        actor,
        region_prefix=unit.region_prefix,
        organisation_id=None if unit.region_prefix else unit.id,
    )
    losses = [Loss(f"{overdue}件预案到期未评估修订", reverse("plans:list"))]
    return rate(
        in_force - overdue,
        in_force,
        f"现行预案{in_force}件，到期未评估{overdue}件（截至取数日）。",
        "没有登记的现行预案。",
        reverse("plans:list"),
        *(losses if overdue else ()),
    )


MAJOR = (Parameter("major", _("major hazards only (1)")),)
SOURCES = (
    ScoreSource(
        "hazards.on_time",
        _("Hazards crossed off in time"),
        _("crossed off in time ÷ hazards whose last day lay in the period"),
        hazards_on_time,
        parameters=MAJOR,
    ),
    ScoreSource(
        "hazards.late_open",
        _("Hazards overdue and open"),
        _("hazards whose last day lay in the period and which still stand open"),
        hazards_late_open,
        measures="count",
        parameters=MAJOR,
    ),
    ScoreSource(
        "duty.checks",
        _("Duty checks answered"),
        _("answered in time ÷ people asked by duty checks"),
        duty_checks,
    ),
    ScoreSource(
        "alarms.in_time",
        _("Alarms acknowledged in time"),
        _("acknowledged in time ÷ alarms whose time has come"),
        alarms_in_time,
        kinds=("township", "park"),
    ),
    ScoreSource(
        "drills.in_time",
        _("Drills held in time"),
        _("duties in time ÷ duties to hold drills, on the day the figures are taken"),
        drills_in_time,
    ),
    ScoreSource(
        "plans.reviewed",
        _("Plans reviewed in time"),
        _("plans in force without overdue review ÷ plans in force, on the day"),
        plans_reviewed,
    ),
)
