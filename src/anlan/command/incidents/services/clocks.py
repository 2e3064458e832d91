"""Reporting clocks: started by the facts, met by the reports.

Rules are data (``data/clock_rules.csv``). Which of them run follows from the incident: the
enterprise's hour (article 9), the county's two hours (article 11), the further levels a graver
accident must reach (article 10), the window in which changed casualties are reported (article 13).
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
from anlan.command.incidents.choices import IncidentKind, ReportKind
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

#: Road traffic and fire: seven days instead of thirty (article 13).
SHORT_WINDOW_KINDS = frozenset({IncidentKind.TRAFFIC, IncidentKind.FIRE})
#: Clocks that the submission of an initial report meets.
LEVELS = {4: (TO_CITY,), 3: (TO_CITY, TO_PROVINCE), 2: (TO_CITY, TO_PROVINCE, TO_STATE)}


def levels_for(grade: int) -> tuple[str, ...]:
    """Return the clocks of the levels an accident of this grade must reach (article 10)."""
    return LEVELS[max(2, grade)]


def start_clocks(incident: Incident, *, actor: Actor) -> None:
    """Start what the incident and its grade require and does not run or stand met yet."""
    if not incident.is_work_accident or incident.grade is None:
        return
    known = {info.rule_code for info in deadlines_of(incident) if info.state != "cancelled"}
    wanted: dict[str, datetime] = {}
    if incident.enterprise_id and incident.is_unfinished:
        wanted[BY_UNIT] = incident.occurred_at
    for rule in levels_for(incident.grade):
        wanted[rule] = incident.reported_at
    window = SHORT_WINDOW if incident.kind in SHORT_WINDOW_KINDS else WINDOW
    wanted[window] = incident.occurred_at
    missing = {rule: at for rule, at in wanted.items() if rule not in known}
    if missing:
        start_deadlines(started_at=missing, subject=incident, actor=actor)


def casualties_changed(incident: Incident, *, actor: Actor, at: datetime) -> None:
    """After the initial report a changed number must be reported (article 13)."""
    if incident.is_work_accident and has_reported(incident):
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
    met = [TO_CITY, CHANGES, DAILY, TWICE_DAILY]
    if report.kind == ReportKind.FINAL:
        met += [TO_PROVINCE, TO_STATE]
    for rule in met:
        meet_deadline(subject=incident, rule_code=rule, actor=actor, at=at, evidence=evidence)
    if (
        report.kind != ReportKind.FINAL
        and incident.is_work_accident
        and incident.grade is not None
        and incident.is_unfinished
    ):
        rule = TWICE_DAILY if incident.grade <= 2 else DAILY
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
    for rule in (DAILY, TWICE_DAILY):
        cancel_deadlines(subject=incident, actor=actor, reason=reason, rule_code=rule)
    unit_reason = _("%(reason)s; no report of the enterprise was recorded") % {"reason": reason}
    cancel_deadlines(subject=incident, actor=actor, reason=unit_reason, rule_code=BY_UNIT)
