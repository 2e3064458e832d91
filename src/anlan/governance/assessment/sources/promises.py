"""Figures from promises and accidents: accidents, commitments, indicators, campaigns, orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.public import AccidentCounts, count_accidents
from anlan.governance.assessment.contracts import Loss, Parameter, ScoreFact, ScoreSource, Unit
from anlan.governance.assessment.registry import shared
from anlan.governance.assessment.sources.records import count, rate
from anlan.governance.campaigns.public import UnitStanding, campaign_standing
from anlan.governance.commitments.public import Keeping, keeping, list_commitments
from anlan.governance.indicators.public import indicator_states
from anlan.governance.oversight.public import OrderInfo, list_orders
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages.base import find_url

#: How an indicator may stand and still count as kept.
KEPT = ("met", "on_track")


def _accidents(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> AccidentCounts:
    grade = given.get("min_grade", "")
    return count_accidents(
        actor,
        since=since,
        until=until,
        region_prefix=unit.region_prefix,
        organisation_id=None if unit.region_prefix else unit.id,
        min_grade=int(grade) if grade.isdigit() else None,
    )


def accidents(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Counted accidents of the area or of the department in charge."""
    found = _accidents(actor, unit, since, until, given)
    waiting = f"，另有{found.waiting}起待认定未计入" if found.waiting else ""
    return count(
        found.accidents,
        f"纳入统计的生产安全事故{found.accidents}起、死亡{found.deaths}人{waiting}。",
        find_url("accidents:list"),
    )


def deaths(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Deaths in counted accidents."""
    found = _accidents(actor, unit, since, until, given)
    return count(
        found.deaths,
        f"纳入统计的生产安全事故死亡{found.deaths}人（{found.accidents}起）。",
        find_url("accidents:list"),
    )


def indicators_kept(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Indicators of the unit that are met or on track; those without data are said, not counted."""
    rows = indicator_states(actor, on=until, organisation_id=unit.id)
    known = [row for row in rows if row.state != "no_data"]
    kept = sum(1 for row in known if row.state in KEPT)
    silent = len(rows) - len(known)
    return rate(
        kept,
        len(known),
        f"负责指标{len(rows)}项，有数据{len(known)}项，达到或正常{kept}项，无数据{silent}项未计入。",
        "没有本单位负责且有数据的指标。",
        find_url("indicators:list"),
        *(
            Loss(f"{row.name}：{row.state_label}，{row.reason}", row.url, row.target_on)
            for row in known
            if row.state not in KEPT
        ),
    )


def commitments_kept(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Tasks led by the unit and reported done in time, of those due in the period."""
    last = min(until, clock.today())
    found = shared(
        ("commitments", since, last), lambda: keeping(actor, since=since, until=last)
    ).get(unit.id, Keeping())
    losses = [Loss(f"{found.open_overdue}项任务逾期未完成", find_url("commitments:list"))]
    done = shared(
        ("commitments done", since, last),
        lambda: list_commitments(actor, done_between=(since, last)),
    )
    in_time = [
        row
        for row in done
        if row.lead_id == unit.id
        and row.completed_on is not None
        and (row.deadline is None or row.completed_on <= row.deadline)
    ]
    return rate(
        found.on_time,
        found.due,
        f"到期任务{found.due}项，按期完成{found.on_time}项，超期完成{found.late}项，"
        f"逾期未完成{found.open_overdue}项。",
        "本期没有到期的牵头任务。",
        find_url("commitments:list"),
        *(losses if found.open_overdue else ()),
        kept=tuple(Loss(row.title, row.url) for row in in_time),
    )


def _standings(actor: Actor, unit: Unit, on: date) -> list[UnitStanding]:
    last = min(on, clock.today())
    rows = shared(("campaigns", last), lambda: campaign_standing(actor, on=last))
    return [row for row in rows if row.organisation_id == unit.id]


def campaigns_done(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Measures and list entries of campaigns done in time."""
    rows = _standings(actor, unit, until)
    due, done = sum(r.due for r in rows), sum(r.done for r in rows)
    overdue = sum(r.overdue for r in rows)
    return rate(
        done,
        due,
        f"专项整治到期措施{due}项，按期完成{done}项；目前逾期未完成{overdue}项。",
        "没有到期的专项整治措施。",
        rows[0].url if rows else find_url("campaigns:list"),
        *(Loss(f"{r.overdue}项整治措施逾期", r.url) for r in rows if r.overdue),
    )


def report_forms(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Report forms sent in time."""
    rows = _standings(actor, unit, until)
    due = sum(r.report_forms_due for r in rows)
    in_time = sum(r.report_forms_in_time for r in rows)
    late = [r for r in rows if r.report_forms_in_time < r.report_forms_due]
    return rate(
        in_time,
        due,
        f"应报报表{due}份，按时上报{in_time}份。",
        "没有应报的报表。",
        rows[0].url if rows else find_url("campaigns:list"),
        *(
            Loss(f"{r.report_forms_due - r.report_forms_in_time}份报表未按时上报", r.url)
            for r in late
        ),
    )


def _orders(actor: Actor, unit: Unit, since: date, until: date) -> list[OrderInfo]:
    key = ("orders", since, until)
    rows = shared(key, lambda: list_orders(actor, since=since, until=until))
    return [row for row in rows if row.organisation_id == unit.id]


def orders(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Supervision documents of some kinds issued to the unit in the period."""
    kinds = [kind for kind in given.get("kinds", "").split(",") if kind]
    rows = _orders(actor, unit, since, until)
    rows = [row for row in rows if row.kind in kinds] if kinds else rows
    names = "、".join(dict.fromkeys(str(row.kind_name) for row in rows)) or "督办文书"
    return count(
        len(rows),
        f"本期收到{names}{len(rows)}件。",
        find_url("oversight:orders") or find_url("oversight:list"),
        *(Loss(f"{r.number} {r.title}：未办结", r.url, r.due) for r in rows if r.closed_on is None),
    )


def orders_in_time(
    actor: Actor, unit: Unit, since: date, until: date, given: Mapping[str, str]
) -> ScoreFact:
    """Supervision documents of the period done in time, of those whose day has come."""
    today = clock.today()
    rows = _orders(actor, unit, since, until)
    rows = [r for r in rows if r.closed_on is not None or r.due < today]
    in_time = [r for r in rows if r.closed_on is not None and r.closed_on <= r.due]
    return rate(
        len(in_time),
        len(rows),
        f"到期督办{len(rows)}件，按期办结{len(in_time)}件。",
        "本期没有到期的督办事项。",
        find_url("oversight:orders") or find_url("oversight:list"),
        *(Loss(f"{r.number} {r.title}：逾期未办结", r.url) for r in rows if r.closed_on is None),
    )


KINDS = (Parameter("kinds", _("kinds of document, separated by commas")),)
GRADE = (Parameter("min_grade", _("this grade and graver: 3 larger, 2 serious, 1 gravest")),)
SOURCES: tuple[ScoreSource, ...] = (
    ScoreSource(
        "accidents.number",
        _("Work accidents"),
        _("accidents counted in the period"),
        accidents,
        measures="count",
        parameters=GRADE,
    ),
    ScoreSource(
        "accidents.deaths",
        _("Deaths in work accidents"),
        _("deaths in accidents counted in the period"),
        deaths,
        measures="count",
        parameters=GRADE,
    ),
    ScoreSource(
        "indicators.kept",
        _("Indicators kept"),
        _("indicators met or on track ÷ indicators of the unit that have data"),
        indicators_kept,
    ),
    ScoreSource(
        "commitments.on_time",
        _("Tasks kept in time"),
        _("tasks reported done in time ÷ tasks led by the unit and due in the period"),
        commitments_kept,
    ),
    ScoreSource(
        "campaigns.measures",
        _("Campaign measures in time"),
        _("measures and list entries done in time ÷ due until the day, in all running campaigns"),
        campaigns_done,
    ),
    ScoreSource(
        "campaigns.report_forms",
        _("Report forms in time"),
        _("sheets sent in time ÷ sheets due until the day"),
        report_forms,
    ),
    ScoreSource(
        "oversight.orders",
        _("Supervision documents received"),
        _("documents of these kinds issued to the unit in the period"),
        orders,
        measures="count",
        parameters=KINDS,
    ),
    ScoreSource(
        "oversight.in_time",
        _("Supervision done in time"),
        _("documents closed in time ÷ documents of the period whose day has come"),
        orders_in_time,
    ),
)
