"""Times of the main job, from the first signal to the closed action, and reporting discipline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.base.deadlines.contracts import DeadlineInfo
from anlan.base.deadlines.public import deadlines_of
from anlan.command.incidents.contracts import MetricStep, ReportingFault
from anlan.command.incidents.models import Incident
from anlan.command.incidents.registry import contributed
from anlan.command.incidents.services.intake import verified_at
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.monitoring.alarms.public import get_alarm

#: Steps in their order. Those an app contributes (activation, dispatch, arrival) carry its name.
STEPS = (
    ("signal", _("first signal")),
    ("alarm", _("alarm raised")),
    ("acknowledged", _("alarm acknowledged")),
    ("verified", _("alarm verified")),
    ("incident", _("incident opened")),
    ("activation", _("response activated")),
    ("dispatch", _("first team dispatched")),
    ("arrival", _("first team at the scene")),
    ("controlled", _("under control")),
    ("closed", pgettext_lazy("incident step", "closed")),
)
#: Our duties; windows are no duty, and the enterprise's hour is listed as its own.
REPORTING = (
    "incidents.report_by_unit",
    "incidents.report_to_city",
    "incidents.report_to_province",
    "incidents.report_to_state",
    "incidents.report_changes",
    "incidents.continue_daily",
    "incidents.continue_twice_daily",
    "incidents.event_report",
    "incidents.disaster_report",
    "incidents.disaster_daily",
    "incidents.shandong_direct",
    "incidents.shandong_written",
)


def response_steps(incident: Incident, actor: Actor) -> list[MetricStep]:
    """Return when each step happened and how long after the first signal."""
    moments: dict[str, datetime | None] = {
        "incident": incident.created_at,
        "activation": incident.responding_at,
        "controlled": incident.controlled_at,
        "closed": incident.closed_at,
    }
    moments.update(_alarm_moments(incident, actor))
    for told in contributed(incident.pk).values():
        moments.update(told.get("moments", {}))
    start = moments.get("signal") or moments.get("alarm") or incident.reported_at
    moments.setdefault("signal", start)
    steps = []
    for name, label in STEPS:
        at = moments.get(name)
        elapsed = (at - start).total_seconds() if at is not None else None
        steps.append(MetricStep(name, str(label), at, elapsed))
    return steps


def _alarm_moments(incident: Incident, actor: Actor) -> dict[str, datetime | None]:
    if incident.alarm_id is None:
        return {}
    try:
        alarm = get_alarm(incident.alarm_id, actor=actor)
    except NotVisible:
        return {}
    return {
        "signal": alarm.opened_at,
        "alarm": alarm.raised_at,
        "acknowledged": alarm.acknowledged_at,
        "verified": verified_at(alarm.id),
    }


def reporting_faults(
    incident: Incident, clocks: Iterable[DeadlineInfo] | None = None
) -> list[ReportingFault]:
    """Return the reports that came late (迟报) and those that have not come (漏报)."""
    now = clock.now()
    found = []
    for info in deadlines_of(incident) if clocks is None else clocks:
        if info.rule_code not in REPORTING or info.state == "cancelled" or not info.is_overdue:
            continue
        end = info.met_at or now
        found.append(
            ReportingFault(
                rule_code=info.rule_code,
                title=info.title,
                kind="late" if info.met_at else "omitted",
                due_at=info.due_at,
                met_at=info.met_at,
                late_by_s=(end - info.due_at).total_seconds(),
                legal_basis=info.legal_basis,
            )
        )
    return found
