"""Every statutory reporting clock, with its clause: when it starts, when it is due.

The table is written from the texts by hand, not from ``data/clock_rules.csv``: clause, what
happened, and the due time as a person reads it off the calendar. Reported is always at 10:00 on
Friday 2026-11-20, ten minutes after it happened.
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from anlan.base.deadlines.models import ClockRule
from anlan.base.deadlines.public import deadlines_of
from anlan.base.regions.tests.factories import RegionFactory
from anlan.command.incidents import reference as reference_data
from anlan.command.incidents.selectors.metrics import reporting_faults
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import mark_controlled
from anlan.command.incidents.services.reports import draft_report, edit_report, submit_report
from anlan.command.incidents.tests.factories import make_incident
from anlan.kernel.errors import InvalidInput
from anlan.supervision.enterprises.tests.factories import EnterpriseFactory

BEIJING = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """Read a moment in local time."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


#: rule, words of the clause it must name, what happened, when it is due.
STARTED_AT_ONCE = [
    (
        "report_by_unit",
        "493号）第九条",
        {"kind": "chemical", "enterprise": True},
        "2026-11-20 10:50",
    ),
    ("report_to_city", "第十一条", {"kind": "chemical"}, "2026-11-20 12:00"),
    (
        "report_to_province",
        "第十条第一款第（二）项",
        {"kind": "fire", "facts": {"deaths": 3}},
        "2026-11-20 14:00",
    ),
    (
        "report_to_state",
        "第十条第一款第（一）项",
        {"kind": "mine", "facts": {"deaths": 10}},
        "2026-11-20 16:00",
    ),
    # 30 days from the day after (民法典 201): 12-20 is a Sunday, the Monday after counts (203).
    ("supplement_window", "第十三条", {"kind": "chemical"}, "2026-12-22 00:00"),
    ("supplement_window_short", "第十三条", {"kind": "traffic"}, "2026-11-28 00:00"),
    ("supplement_window_short", "第十三条", {"kind": "fire"}, "2026-11-28 00:00"),
    (
        "event_report",
        "突发事件应对法》（2024修订）第十七条",
        {"kind": "public_health"},
        "2026-11-20 12:00",
    ),
    ("event_report", "突发事件应对法》（2024修订）第十七条", {"kind": "flood"}, "2026-11-20 12:00"),
    (
        "disaster_report",
        "自然灾害救助条例》（2019修订）第十六条",
        {"kind": "geological", "facts": {"missing": 1}},
        "2026-11-20 12:00",
    ),
    (
        "disaster_report",
        "自然灾害救助条例》（2019修订）第十六条",
        {"kind": "weather", "facts": {"direct_loss": "12.5"}},
        "2026-11-20 12:00",
    ),
    (
        "forest_fire_day",
        "森林防火条例》（国务院令第541号）第三十二条第（五）项",
        {"kind": "forest_fire"},
        "2026-11-21 09:50",
    ),
    (
        "shandong_direct",
        "山东省安全生产条例》（2021修订）第六十五条",
        {"kind": "industry", "region": "370112000000"},
        "2026-11-20 10:30",
    ),
    (
        "shandong_written",
        "山东省安全生产条例》（2021修订）第六十五条",
        {"kind": "industry", "region": "370112000000", "facts": {"serious_injuries": 10}},
        "2026-11-20 11:00",
    ),
]
#: Clocks that a first report or a change starts: an hour after the reception, at 11:00.
STARTED_LATER = [
    ("continue_daily", "总局令第21号", {"kind": "chemical"}, "2026-11-21 11:00"),
    (
        "continue_twice_daily",
        "总局令第21号",
        {"kind": "chemical", "facts": {"deaths": 10}},
        "2026-11-20 23:00",
    ),
    (
        "disaster_daily",
        "自然灾害救助条例》（2019修订）第十七条",
        {"kind": "flood", "facts": {"deaths": 1}},
        "2026-11-21 11:00",
    ),
    (
        "report_changes",
        "第十三条",
        {"kind": "chemical", "change": {"deaths": 1}},
        "2026-11-20 13:00",
    ),
]


def _open(cast, told):
    more = {"facts": told.get("facts")}
    if told.get("enterprise"):
        more["enterprise_id"] = EnterpriseFactory().pk
    region = told.get("region")
    if region:
        RegionFactory(code=region, name="演示外省县", level="county")
        more |= {"region_code": region, "longitude": None, "latitude": None}
        from anlan.kernel.testing import make_actor

        return make_incident(make_actor("外省值班", role="duty_officer"), kind=told["kind"], **more)
    return make_incident(cast.sun, kind=told["kind"], **more)


def _clocks(incident):
    return {d.rule_code.removeprefix("incidents."): d for d in deadlines_of(incident)}


def _report(incident, actor, kind="initial"):
    draft = draft_report(incident_id=incident.pk, kind=kind, actor=actor)
    values = {"addressee": "演示市局", "signatory": "演示", "casualties": "无"}
    edit_report(report_id=draft.pk, values=values, actor=actor)
    return submit_report(report_id=draft.pk, actor=actor)


@pytest.mark.parametrize(("rule", "clause", "told", "due"), STARTED_AT_ONCE)
def test_the_clock_starts_with_the_incident_and_names_its_clause(
    reference, cast, rule, clause, told, due
):
    clock = _clocks(_open(cast, told))[rule]
    assert clause in clock.legal_basis
    assert clock.due_at == at(due)
    assert clock.state == "running"


@pytest.mark.parametrize(("rule", "clause", "told", "due"), STARTED_LATER)
def test_the_clock_starts_with_the_report_or_the_change(reference, cast, rule, clause, told, due):
    sun = cast.sun
    incident = _open(cast, told)
    reference.advance(hours=1)
    _report(incident, sun)
    if "change" in told:
        update_facts(incident_id=incident.pk, facts=told["change"], actor=sun)
    clock = _clocks(incident)[rule]
    assert clause in clock.legal_basis
    assert clock.due_at == at(due)


def test_every_rule_of_the_table_has_its_case_here():
    path = Path(reference_data.__file__).parent / "data" / "clock_rules.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    known = {f"incidents.{rule}" for rule, *_rest in (*STARTED_AT_ONCE, *STARTED_LATER)}
    assert {row["code"] for row in rows} == known
    assert all("条" in row["legal_basis"] or "要求" in row["legal_basis"] for row in rows)


def test_a_clause_without_hours_is_not_called_verified(reference):
    for rule in ClockRule.objects.filter(code__startswith="incidents."):
        if "未定时长" in rule.legal_basis or "原文待核" in rule.legal_basis:
            assert not rule.is_verified, rule.code


@pytest.mark.parametrize(
    ("told", "absent"),
    [
        ({"kind": "chemical"}, {"report_to_province", "report_to_state", "event_report"}),
        ({"kind": "fire", "facts": {"deaths": 3}}, {"report_to_state", "supplement_window"}),
        ({"kind": "flood"}, {"report_to_city", "supplement_window", "disaster_report"}),
        ({"kind": "chemical"}, {"shandong_direct", "shandong_written", "report_by_unit"}),
        ({"kind": "industry", "region": "370112000000"}, {"shandong_written"}),
    ],
)
def test_what_a_clause_does_not_ask_does_not_run(reference, cast, told, absent):
    assert not absent & set(_clocks(_open(cast, told)))


def test_reports_meet_their_clocks_and_a_late_one_stays_written(reference, cast):
    sun = cast.sun
    flood = _open(cast, {"kind": "flood", "facts": {"deaths": 1}})
    reference.advance(hours=1)
    _report(flood, sun)
    assert _clocks(flood)["disaster_report"].state == "met"
    late = _open(cast, {"kind": "chemical"})
    reference.advance(hours=2, minutes=1)
    _report(late, sun)
    (fault,) = reporting_faults(late)
    assert (fault.kind, fault.late_by_s) == ("late", 60.0)
    silent = _open(cast, {"kind": "chemical"})
    reference.advance(hours=3)
    assert [f.kind for f in reporting_faults(silent)] == ["omitted"]


def test_a_forest_fire_that_is_out_within_a_day_needs_no_report_to_the_state(reference, cast):
    fire = _open(cast, {"kind": "forest_fire"})
    reference.advance(hours=5)
    mark_controlled(incident_id=fire.pk, actor=cast.sun)
    assert _clocks(fire)["forest_fire_day"].state == "met"


def test_deaths_only_rise_unless_a_reason_is_given(reference, cast):
    sun = cast.sun
    incident = _open(cast, {"kind": "chemical", "facts": {"deaths": 3}})
    with pytest.raises(InvalidInput) as refusal:
        update_facts(incident_id=incident.pk, facts={"deaths": 2}, actor=sun)
    assert set(refusal.value.fields) == {"reason"}
    facts = update_facts(
        incident_id=incident.pk, facts={"deaths": 2}, actor=sun, reason="一人经核实生还"
    )
    assert (facts.deaths, facts.change_reason) == (2, "一人经核实生还")
    assert any("一人经核实生还" in t for t in incident.timeline.values_list("text", flat=True))


@pytest.mark.parametrize(("kind", "days"), [("chemical", 30), ("traffic", 7), ("fire", 7)])
def test_changed_deaths_are_reported_within_the_window_and_the_window_outlives_the_report(
    reference, cast, kind, days
):
    """国务院令第493号 article 13, second paragraph."""
    sun = cast.sun
    incident = _open(cast, {"kind": kind})
    _report(incident, sun)
    reference.advance(days=days - 2)
    update_facts(incident_id=incident.pk, facts={"deaths": 1}, actor=sun)
    clocks = _clocks(incident)
    window = clocks["supplement_window_short" if days == 7 else "supplement_window"]
    assert window.state == "running" and window.due_at > clocks["report_changes"].started_at
    assert clocks["report_changes"].state == "running"
    _report(incident, sun, "continuing")
    assert _clocks(incident)["report_changes"].state == "met"
