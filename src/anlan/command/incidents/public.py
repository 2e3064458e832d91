"""The door to incidents."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from anlan.command.incidents.choices import UNFINISHED, EntryKind
from anlan.command.incidents.contracts import (
    FactsInfo,
    GradeResult,
    IncidentInfo,
    MetricStep,
    ReportingFault,
)
from anlan.command.incidents.guards import register_closing_guard
from anlan.command.incidents.models import Incident, IncidentFacts
from anlan.command.incidents.registry import register_report_section
from anlan.command.incidents.selectors import metrics
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import (
    begin_response,
    close_incident,
    grade_words,
    mark_controlled,
    open_incident,
    report_cause_removed,
    verify_cause_removed,
)
from anlan.command.incidents.services.intake import open_from_alarm
from anlan.command.incidents.services.reports import (
    draft_report,
    edit_report,
    record_receipt,
    submit_report,
)
from anlan.command.incidents.services.timeline import append
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, visible

__all__ = [
    "FactsInfo",
    "GradeResult",
    "IncidentInfo",
    "MetricStep",
    "ReportingFault",
    "add_timeline_entry",
    "begin_response",
    "close_incident",
    "draft_report",
    "edit_report",
    "get_incident",
    "list_open_incidents",
    "mark_controlled",
    "open_from_alarm",
    "open_incident",
    "record_receipt",
    "register_closing_guard",
    "register_report_section",
    "report_cause_removed",
    "response_steps",
    "submit_report",
    "update_facts",
    "verify_cause_removed",
]


def get_incident(incident_id: int, actor: Actor) -> IncidentInfo:
    """Return one visible incident with its latest facts, or raise ``NotVisible``."""
    incident = get_visible(Incident, incident_id, actor=actor)
    return info(Incident.objects.select_related("region", "enterprise").get(pk=incident.pk))


def list_open_incidents(actor: Actor, *, limit: int = 200) -> list[IncidentInfo]:
    """Return the visible unfinished incidents, gravest first."""
    rows = (
        unfinished(actor).select_related("region", "enterprise").order_by("grade", "-reported_at")
    )
    found = list(rows[:limit])
    latest = {
        facts.incident_id: facts
        for facts in IncidentFacts.objects.filter(incident__in=found).order_by("version")
    }
    return [info(row, latest.get(row.pk)) for row in found]


def unfinished(actor: Actor) -> QuerySet[Incident]:
    """Return the visible unfinished incidents as rows of this app."""
    return visible(Incident, actor).filter(state__in=UNFINISHED)


def add_timeline_entry(
    *,
    incident_id: int,
    kind: str,
    text: str,
    actor: Actor,
    at: datetime | None = None,
    url: str = "",
    attachment_id: int | None = None,
    level: int | None = None,
    key: str = "",
) -> int:
    """Add a line to the timeline from another app's service; returns its id.

    ``kind`` is a value of ``EntryKind`` (response, order, dispatch, scene …), anything else becomes
    a note. ``key`` makes a repeated message one line. The calling service has checked the rights
    over its own object.
    """
    incident = Incident.objects.get(pk=incident_id)
    known = kind if kind in EntryKind.values else EntryKind.NOTE
    return append(
        incident,
        known,
        text,
        actor=actor,
        at=at,
        url=url,
        attachment_id=attachment_id,
        level=level,
        key=key,
    ).pk


def response_steps(incident_id: int, actor: Actor) -> list[MetricStep]:
    """Return when each step of the main job happened."""
    return metrics.response_steps(get_visible(Incident, incident_id, actor=actor), actor)


def info(incident: Incident, facts: IncidentFacts | None = None) -> IncidentInfo:
    """Return an incident whose relations are loaded as a value."""
    latest = facts or incident.facts.order_by("-version").first()
    return IncidentInfo(
        id=incident.pk,
        number=incident.number,
        title=incident.title,
        kind=incident.kind,
        kind_label=incident.get_kind_display(),
        grade=incident.grade,
        grade_label=grade_words(incident.grade),
        region_code=incident.region_id,
        region_name=incident.region.name,
        address=incident.address,
        longitude=incident.location.x if incident.location else None,
        latitude=incident.location.y if incident.location else None,
        state=incident.state,
        state_label=incident.get_state_display(),
        occurred_at=incident.occurred_at,
        reported_at=incident.reported_at,
        responding_at=incident.responding_at,
        controlled_at=incident.controlled_at,
        closed_at=incident.closed_at,
        enterprise_id=incident.enterprise_id,
        organisation_id=incident.organisation_id,
        alarm_id=incident.alarm_id,
        url=incident.get_absolute_url(),
        facts=_facts(latest) if latest else None,
    )


def _facts(facts: IncidentFacts) -> FactsInfo:
    return FactsInfo(
        version=facts.version,
        deaths=facts.deaths,
        missing=facts.missing,
        serious_injuries=facts.serious_injuries,
        acute_poisonings=facts.acute_poisonings,
        minor_injuries=facts.minor_injuries,
        trapped=facts.trapped,
        evacuated=facts.evacuated,
        direct_loss=facts.direct_loss,
        details=dict(facts.details),
        grade=facts.grade,
        possible_grade=facts.possible_grade,
        as_of=facts.as_of,
    )
