"""Reporting clocks: started by the facts, met by the reports.

Rules are data (``data/clock_rules.csv``). Which of them run follows from the incident. Of an
accident: the enterprise's hour (article 9), the county's two hours (article 11), the further levels
a graver one must reach (article 10), the window in which changed casualties are reported (article
13), and what a province asks on top. Of every other event: the report to the next level
(突发事件应对法 article 17); of a natural disaster that harmed somebody 自然灾害救助条例 articles 16
and 17; of a forest fire that burns for a day 森林防火条例 article 32.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from anlan.base.deadlines.public import (
    cancel_deadlines,
    deadlines_of,
    meet_deadline,
    start_deadline,
    start_deadlines,
)
from anlan.command.incidents.choices import Grade, IncidentKind, ReportKind
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.kernel.actor import Actor

BY_UNIT = "incidents.report_by_unit"
TO_CITY = "incidents.report_to_city"
TO_PROVINCE = "incidents.report_to_province"
TO_STATE = "incidents.report_to_state"
CHANGES = "incidents.report_changes"
DAILY = "incidents.continue_daily"
TWICE_DAILY = "incidents.continue_twice_daily"
WINDOW = "incidents.supplement_window"
SHORT_WINDOW = "incidents.supplement_window_short"

EVENT = "incidents.event_report"
DISASTER = "incidents.disaster_report"
DISASTER_DAILY = "incidents.disaster_daily"
LONG_FIRE = "incidents.forest_fire_day"
SHANDONG = "incidents.shandong_direct"
SHANDONG_WRITTEN = "incidents.shandong_written"

#: Kinds of 自然灾害救助条例.
DISASTERS = frozenset(
    {
        IncidentKind.FLOOD,
        IncidentKind.GEOLOGICAL,
        IncidentKind.FOREST_FIRE,
        IncidentKind.WEATHER,
        IncidentKind.EARTHQUAKE,
    }
)
#: Clocks that a report of ours meets.
MET_BY_REPORT = (
    TO_CITY,
    CHANGES,
    DAILY,
    TWICE_DAILY,
    EVENT,
    DISASTER,
    DISASTER_DAILY,
    SHANDONG,
    SHANDONG_WRITTEN,
)
#: Road traffic and fire: seven days instead of thirty (article 13).
SHORT_WINDOW_KINDS = frozenset({IncidentKind.TRAFFIC, IncidentKind.FIRE})
#: Clocks that the submission of an initial report meets.
LEVELS = {4: (TO_CITY,), 3: (TO_CITY, TO_PROVINCE), 2: (TO_CITY, TO_PROVINCE, TO_STATE)}


def levels_for(grade: int) -> tuple[str, ...]:
    """Return the clocks of the levels an accident of this grade must reach (article 10)."""
    return LEVELS[max(2, grade)]


def start_clocks(incident: Incident, *, actor: Actor, is_new: bool = False) -> None:
    """Start what the incident and its grade require and does not run or stand met yet.

    An incident that ``is_new`` has no clock yet.
    """
    if incident.is_drill or incident.grade is None:
        return
    wanted = _of_accident(incident) if incident.is_work_accident else _of_event(incident)
    clocks = [] if is_new else deadlines_of(incident)
    known = {info.rule_code for info in clocks if info.state != "cancelled"}
    missing = {rule: at for rule, at in wanted.items() if rule not in known}
    if missing:
        start_deadlines(started_at=missing, subject=incident, actor=actor, is_new=is_new)


def _of_accident(incident: Incident) -> dict[str, datetime]:
    assert incident.grade is not None
    wanted: dict[str, datetime] = {}
    if incident.enterprise_id and incident.is_unfinished:
        wanted[BY_UNIT] = incident.occurred_at
    for rule in levels_for(incident.grade):
        wanted[rule] = incident.reported_at
    if incident.region_id.startswith("37"):
        wanted[SHANDONG] = incident.reported_at
        if incident.grade <= Grade.LARGER:
            wanted[SHANDONG_WRITTEN] = incident.reported_at
    window = SHORT_WINDOW if incident.kind in SHORT_WINDOW_KINDS else WINDOW
    wanted[window] = incident.occurred_at
    return wanted


def _of_event(incident: Incident) -> dict[str, datetime]:
    wanted: dict[str, datetime] = {}
    if incident.is_unfinished:
        harmed = incident.kind in DISASTERS and has_harm(incident)
        wanted[DISASTER if harmed else EVENT] = incident.reported_at
        if incident.kind == IncidentKind.FOREST_FIRE and incident.controlled_at is None:
            wanted[LONG_FIRE] = incident.occurred_at
    return wanted


def has_harm(incident: Incident) -> bool:
    """Whether people or property were harmed, as 自然灾害救助条例 article 16 asks."""
    facts = incident.facts.order_by("-version").first()
    return facts is not None and bool(
        facts.deaths
        or facts.missing
        or facts.serious_injuries
        or facts.minor_injuries
        or facts.direct_loss
    )


def fire_controlled(incident: Incident, *, actor: Actor) -> None:
    """The open fire is out: it does not burn for a day."""
    if incident.kind == IncidentKind.FOREST_FIRE:
        meet_deadline(subject=incident, rule_code=LONG_FIRE, actor=actor, at=incident.controlled_at)


def casualties_changed(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """After the initial report a changed number must be reported (article 13)."""
    if incident.is_work_accident and not incident.is_drill and has_reported(incident):
        start_deadline(rule_code=CHANGES, subject=incident, actor=actor, started_at=at)


def has_reported(incident: Incident) -> bool:
    """Whether the initial report is out."""
    return (
        IncidentReport.objects.filter(incident=incident, kind=ReportKind.INITIAL)
        .exclude(state="draft")
        .exists()
    )


def unit_reported(incident: Incident, *, actor: Actor, at: datetime, evidence: str = "") -> None:
    """The enterprise has reported."""
    meet_deadline(subject=incident, rule_code=BY_UNIT, actor=actor, at=at, evidence=evidence)


def report_submitted(report: IncidentReport, *, actor: Actor) -> None:
    """Meet what this report fulfils and start the clock of the next one."""
    incident, at = report.incident, report.submitted_at
    assert at is not None
    evidence = str(report)
    met = list(MET_BY_REPORT)
    if report.kind == ReportKind.FINAL:
        met += [TO_PROVINCE, TO_STATE]
    for rule in met:
        meet_deadline(subject=incident, rule_code=rule, actor=actor, at=at, evidence=evidence)
    if report.kind == ReportKind.FINAL or incident.is_drill or not incident.is_unfinished:
        return
    rule = ""
    if incident.is_work_accident and incident.grade is not None:
        rule = TWICE_DAILY if incident.grade <= Grade.SERIOUS else DAILY
    elif incident.kind in DISASTERS and has_harm(incident):
        rule = DISASTER_DAILY
    if rule:
        start_deadline(rule_code=rule, subject=incident, actor=actor, started_at=at)


def report_received(report: IncidentReport, *, actor: Actor) -> None:
    """The superior has it and passes it on: the further levels count from his receipt."""
    for rule in (TO_PROVINCE, TO_STATE):
        meet_deadline(
            subject=report.incident,
            rule_code=rule,
            actor=actor,
            at=report.received_at,
            evidence=report.receipt_number,
        )


def stop_clocks(incident: Incident, *, actor: Actor, reason: str) -> None:
    """Nothing more is due (cancelled, false, merged)."""
    cancel_deadlines(subject=incident, actor=actor, reason=reason)


def end_continuing(incident: Incident, *, actor: Actor, reason: str) -> None:
    """A closed incident needs no daily report; the window for changed casualties keeps running.

    An enterprise whose own report was never recorded is no longer waited for: its clock ends with
    the reason, and what it missed stays written (``overdue_at``).
    """
    for rule in (DAILY, TWICE_DAILY, DISASTER_DAILY):
        cancel_deadlines(subject=incident, actor=actor, reason=reason, rule_code=rule)
    unit_reason = _("%(reason)s; no report of the enterprise was recorded") % {"reason": reason}
    cancel_deadlines(subject=incident, actor=actor, reason=unit_reason, rule_code=BY_UNIT)
