"""The door to incidents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from anlan.base.deadlines.public import deadlines_of
from anlan.command.incidents.by_township import tally_reports
from anlan.command.incidents.choices import (
    UNFINISHED,
    EntryKind,
    IncidentKind,
    IncidentSource,
)
from anlan.command.incidents.contracts import (
    FactsInfo,
    GradeResult,
    IncidentInfo,
    MetricStep,
    ReportingClock,
    ReportingFault,
    ReportPaper,
    TimelineLine,
)
from anlan.command.incidents.grading import grade_incident
from anlan.command.incidents.guards import register_closing_guard
from anlan.command.incidents.models import Incident, IncidentFacts, IncidentReport, TimelineEntry
from anlan.command.incidents.numbers import number_index, plain_number, spellings
from anlan.command.incidents.places import county_name, point
from anlan.command.incidents.registry import (
    IntakeOrigin,
    contributed,
    register_intake_origin,
    register_report_section,
)
from anlan.command.incidents.selectors import metrics
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import (
    begin_response,
    cancel_incident,
    close_incident,
    grade_words,
    mark_controlled,
    open_incident,
    report_cause_removed,
    verify_cause_removed,
)
from anlan.command.incidents.services.intake import Duplicate, find_duplicates, open_from_alarm
from anlan.command.incidents.services.numbering import county_sign
from anlan.command.incidents.services.reports import (
    draft_report,
    edit_report,
    record_receipt,
    submit_report,
)
from anlan.command.incidents.services.timeline import append, official_language
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible, WrongState
from anlan.kernel.policy import get_visible, visible

__all__ = [
    "Duplicate",
    "FactsInfo",
    "GradeResult",
    "IncidentInfo",
    "IncidentKind",
    "IntakeOrigin",
    "MetricStep",
    "ReportPaper",
    "ReportingClock",
    "ReportingFault",
    "TimelineLine",
    "add_timeline_entry",
    "begin_response",
    "close_incident",
    "county_name",
    "county_sign",
    "cancel_incident",
    "draft_report",
    "edit_report",
    "find_duplicates",
    "find_incident_by_number",
    "facts_versions",
    "get_incident",
    "grade_incident",
    "incident_of",
    "incidents_of_caller",
    "list_open_incidents",
    "mark_controlled",
    "number_index",
    "official_language",
    "open_from_alarm",
    "open_incident",
    "plain_number",
    "point",
    "record_receipt",
    "register_closing_guard",
    "register_intake_origin",
    "register_report_section",
    "report_cause_removed",
    "report_paper",
    "report_sections",
    "reportable_incidents",
    "reporting_clocks",
    "response_steps",
    "spellings",
    "submit_report",
    "submitted_reports",
    "timeline_lines",
    "update_facts",
    "verify_cause_removed",
    "tally_reports",
]


#: The texts of a report that travel with it.
REPORT_TEXTS = ("unit_overview", "scene", "course", "casualties", "measures", "other")


def get_incident(incident_id: int, actor: Actor, *, with_facts: bool = True) -> IncidentInfo:
    """Return one visible incident with its latest facts, or raise ``NotVisible``."""
    rows = visible(Incident, actor).select_related("region").defer("region__boundary")
    incident = rows.filter(pk=incident_id).first()
    if incident is None:
        raise NotVisible
    return info(incident, with_facts=with_facts)


def list_open_incidents(actor: Actor, *, limit: int = 200) -> list[IncidentInfo]:
    """Return the visible unfinished incidents that are real, gravest first."""
    rows = unfinished(actor).select_related("region").order_by("grade", "-reported_at")
    found = list(rows[:limit])
    latest = {
        facts.incident_id: facts
        for facts in IncidentFacts.objects.filter(incident__in=found).order_by("version")
    }
    return [info(row, latest.get(row.pk)) for row in found]


def unfinished(actor: Actor) -> QuerySet[Incident]:
    """Return the visible unfinished incidents that are real, as rows of this app."""
    return visible(Incident, actor).filter(state__in=UNFINISHED, is_drill=False)


def incidents_of_caller(
    index: str, actor: Actor, *, also: Iterable[int | None] = (), limit: int = 5
) -> list[IncidentInfo]:
    """Return the visible incidents a number reported, newest first; ``index`` is its blind index.

    ``also`` are incidents its calls were linked to.
    """
    wanted = Q(pk__in=[pk for pk in also if pk])
    if index:
        wanted |= Q(caller_index=index)
    rows = visible(Incident, actor).filter(wanted).select_related("region")
    return [info(row) for row in rows.order_by("-reported_at")[:limit]]


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
    known = kind if kind in EntryKind.values else EntryKind.NOTE
    return append(
        Incident(pk=incident_id),
        known,
        text,
        actor=actor,
        at=at,
        url=url,
        attachment_id=attachment_id,
        level=level,
        key=key,
    ).pk


def incident_of(incident_id: int) -> IncidentInfo:
    """Return an incident by id (the caller has checked that it may be seen)."""
    return info(Incident.objects.select_related("region").get(pk=incident_id))


def timeline_lines(incident_id: int, *, limit: int | None = None) -> list[TimelineLine]:
    """Return the newest lines of a timeline first (the caller has checked visibility)."""
    rows = TimelineEntry.objects.filter(incident_id=incident_id).order_by("-at", "-pk")
    return [
        TimelineLine(
            id=row.pk,
            at=row.at,
            kind=row.kind,
            kind_label=row.get_kind_display(),
            text=row.text,
            level=row.level,
            actor_name=row.actor_name,
            url=row.url,
        )
        for row in rows[:limit]
    ]


def report_sections(incident_id: int) -> list[Mapping[str, Any]]:
    """Return what the apps tell about an incident: heading and paragraphs."""
    return list(contributed(incident_id).values())


def submitted_reports(incident_id: int) -> list[tuple[str, datetime, str, str]]:
    """Return (title, moment, by whom, address) of the reports that went out, oldest first."""
    rows = IncidentReport.objects.filter(incident_id=incident_id, submitted_at__isnull=False)
    return [
        (row.title, row.submitted_at, row.submitted_by, row.get_absolute_url())
        for row in rows.order_by("submitted_at")
        if row.submitted_at is not None
    ]


def facts_versions(incident_id: int, *, by_people: bool = False) -> list[tuple[int, datetime, str]]:
    """Return (version, recorded at, by whom) of the facts, oldest first; by people when asked."""
    rows = IncidentFacts.objects.filter(incident_id=incident_id).order_by("version")
    if by_people:
        rows = rows.exclude(recorded_by_id__startswith="system:")
    return list(rows.values_list("version", "recorded_at", "recorded_by"))


def reporting_clocks(incident_id: int) -> list[ReportingClock]:
    """Return the reporting clocks that run, nearest first (the caller has checked visibility)."""
    return [
        ReportingClock(clock.title, clock.due_at, clock.legal_basis, clock.is_overdue)
        for clock in deadlines_of(Incident(pk=incident_id))
        if clock.state == "running"
    ]


def response_steps(incident_id: int, actor: Actor) -> list[MetricStep]:
    """Return when each step of the main job happened."""
    return metrics.response_steps(get_visible(Incident, incident_id, actor=actor), actor)


def info(
    incident: Incident, facts: IncidentFacts | None = None, *, with_facts: bool = True
) -> IncidentInfo:
    """Return an incident whose relations are loaded as a value."""
    latest = facts
    if latest is None and with_facts:
        latest = incident.facts.order_by("-version").first()
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
        is_drill=incident.is_drill,
        is_cause_removed=incident.cause_removed_at is not None,
        is_cause_verified=incident.cause_verified_at is not None,
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
        change_reason=facts.change_reason,
    )


def report_paper(report_id: int) -> ReportPaper:
    """Return a submitted report for its way to another level."""
    report = IncidentReport.objects.select_related("incident", "facts", "document").get(
        pk=report_id
    )
    incident = report.incident
    if report.submitted_at is None:
        raise WrongState
    return ReportPaper(
        id=report.pk,
        number=report.document.number if report.document else f"{report.kind}-{report.sequence}",
        thread=incident.number,
        kind=report.kind,
        title=report.title,
        grade=report.facts.grade,
        incident_id=incident.pk,
        incident_kind=incident.kind,
        category=incident.category_id or "",
        is_drill=incident.is_drill,
        region_code=incident.region_id,
        address=incident.address,
        longitude=incident.location.x if incident.location else None,
        latitude=incident.location.y if incident.location else None,
        occurred_at=incident.occurred_at,
        reported_at=incident.reported_at,
        submitted_at=report.submitted_at,
        submitted_by=report.submitted_by,
        due_at=report.due_at,
        facts=_facts(report.facts),
        texts={name: getattr(report, name) for name in REPORT_TEXTS},
    )


def find_incident_by_number(number: str) -> IncidentInfo | None:
    """Return the incident of a number (for messages of other levels), or None."""
    found = Incident.objects.select_related("region", "enterprise").filter(number=number).first()
    return info(found) if found else None


def reportable_incidents(
    region_prefix: str, *, since: datetime, before: datetime
) -> list[IncidentInfo]:
    """Return the real incidents of an area that came to us by another way than from its own level.

    Those taken in between two moments, which the level there had to report as well.
    """
    rows = (
        Incident.objects.select_related("region", "enterprise")
        .filter(
            state__in=UNFINISHED,
            is_drill=False,
            region__code__startswith=region_prefix,
            reported_at__gte=since,
            reported_at__lt=before,
        )
        .exclude(source__in=(IncidentSource.SUBORDINATE, IncidentSource.SUPERIOR))
    )
    return [info(row) for row in rows.order_by("reported_at")[:500]]
