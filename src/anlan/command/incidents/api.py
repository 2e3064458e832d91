"""Incidents over the API: the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from pydantic import AwareDatetime

from anlan.command.incidents import public
from anlan.command.incidents.choices import IncidentKind, IncidentSource, IncidentState, ReportKind
from anlan.command.incidents.models import Incident, IncidentFacts, IncidentReport, TimelineEntry
from anlan.command.incidents.permissions import OPEN, VIEW
from anlan.command.incidents.services.facts import update_facts
from anlan.command.incidents.services.incidents import (
    close_incident,
    mark_controlled,
    open_incident,
    report_cause_removed,
    verify_cause_removed,
)
from anlan.command.incidents.services.intake import open_from_alarm
from anlan.command.incidents.services.reports import draft_report, record_receipt, submit_report
from anlan.command.incidents.services.timeline import add_note
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible, require_permission, visible

router = Router()

#: PostgreSQL's integer; larger ids do not exist.
MAX_ID = 9_223_372_036_854_775_807


class FactsOut(Schema):
    """The latest facts of an incident."""

    version: int
    deaths: int
    missing: int
    serious_injuries: int
    acute_poisonings: int
    minor_injuries: int
    trapped: int
    evacuated: int
    direct_loss: Decimal = Field(description="10,000 yuan")
    details: dict[str, Any]
    grade: int
    possible_grade: int
    as_of: datetime


class IncidentOut(Schema):
    """One incident."""

    id: int
    number: str
    title: str
    kind: str
    grade: int | None
    region_code: str
    region_name: str
    address: str
    longitude: float | None
    latitude: float | None
    state: str
    occurred_at: datetime
    reported_at: datetime
    controlled_at: datetime | None
    closed_at: datetime | None
    enterprise_id: int | None
    alarm_id: int | None
    url: str
    facts: FactsOut | None


class FactsIn(Schema):
    """New figures; what is left out stays as it was."""

    deaths: int | None = Field(None, ge=0, le=1_000_000)
    missing: int | None = Field(None, ge=0, le=1_000_000)
    serious_injuries: int | None = Field(None, ge=0, le=1_000_000)
    acute_poisonings: int | None = Field(None, ge=0, le=1_000_000)
    minor_injuries: int | None = Field(None, ge=0, le=1_000_000)
    trapped: int | None = Field(None, ge=0, le=1_000_000)
    evacuated: int | None = Field(None, ge=0, le=100_000_000)
    direct_loss: Decimal | None = Field(None, ge=0, le=Decimal("9999999999"), decimal_places=2)
    casualties_source: str | None = Field(None, max_length=100, pattern=r"^[^\x00]*$")
    scene: str | None = Field(None, max_length=5000, pattern=r"^[^\x00]*$")
    course: str | None = Field(None, max_length=5000, pattern=r"^[^\x00]*$")
    measures: str | None = Field(None, max_length=5000, pattern=r"^[^\x00]*$")


class FactsChangeIn(FactsIn):
    """New figures of an incident; fewer deaths than before need a reason."""

    reason: str = Field("", max_length=300, pattern=r"^[^\x00]*$")


class IncidentIn(Schema):
    """A new incident: a region or a point; from an alarm both come from it."""

    title: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    kind: IncidentKind | None = None
    source: IncidentSource = IncidentSource.APP
    occurred_at: AwareDatetime | None = None
    region_code: str = Field("", max_length=15, pattern=r"^(\d{12}(\d{3})?)?$")
    longitude: float | None = Field(None, ge=-180, le=180)
    latitude: float | None = Field(None, ge=-90, le=90)
    address: str = Field("", max_length=200, pattern=r"^[^\x00]*$")
    description: str = Field("", max_length=5000, pattern=r"^[^\x00]*$")
    caller_name: str = Field("", max_length=50, pattern=r"^[^\x00]*$")
    caller_phone: str = Field("", max_length=30, pattern=r"^[^\x00]*$")
    alarm_id: int | None = Field(None, ge=1, le=MAX_ID)
    facts: FactsIn | None = None


class CauseIn(Schema):
    """The cause and how it was removed."""

    cause: str = Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")


class NoteIn(Schema):
    """A line for the timeline."""

    text: str = Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*$")
    at: AwareDatetime | None = None


class EntryOut(Schema):
    """A line of the timeline."""

    id: int
    at: datetime
    kind: str
    text: str
    level: int | None
    actor_name: str
    url: str


class ReportIn(Schema):
    """Which report to draft."""

    kind: ReportKind


class ReportOut(Schema):
    """A report."""

    id: int
    kind: str
    sequence: int
    state: str
    title: str
    due_at: datetime | None
    submitted_at: datetime | None
    received_at: datetime | None
    receipt_number: str
    document_id: int | None
    is_late: bool


class ReceiptIn(Schema):
    """The superior's receipt."""

    receipt_number: str = Field("", max_length=50, pattern=r"^[^\x00]*$")
    received_by: str = Field("", max_length=100, pattern=r"^[^\x00]*$")


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def _one(incident_id: int, actor: Actor) -> public.IncidentInfo:
    return public.get_incident(incident_id, actor)


@router.get("/", response=list[IncidentOut], summary="List incidents, newest first")
def list_incidents(
    request: HttpRequest,
    state: IncidentState | None = None,
    limit: Annotated[int, Field(ge=1, le=500)] = 100,
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0,
) -> Any:
    """Return visible incidents."""
    actor = _actor(request)
    require_permission(actor, VIEW)
    rows = visible(Incident, actor).select_related("region")
    if state is not None:
        rows = rows.filter(state=state)
    found = list(rows.order_by("-reported_at", "-pk")[offset : offset + limit])
    latest: dict[int, IncidentFacts] = {
        facts.incident_id: facts
        for facts in IncidentFacts.objects.filter(incident__in=found).order_by("version")
    }
    return [public.info(row, latest.get(row.pk)) for row in found]


@router.post("/", response={201: IncidentOut}, summary="Open an incident")
def create_incident(request: HttpRequest, payload: IncidentIn) -> Any:
    """Open an incident, from an alarm or from what is given."""
    actor = _actor(request)
    require_permission(actor, OPEN)
    values = payload.dict(exclude={"facts", "alarm_id"})
    facts = payload.facts.dict() if payload.facts else None
    if payload.alarm_id is not None:
        if "source" not in payload.model_fields_set:
            values.pop("source")
        incident = open_from_alarm(alarm_id=payload.alarm_id, actor=actor, facts=facts, **values)
    else:
        values["kind"] = values["kind"] or ""
        values["occurred_at"] = values["occurred_at"] or clock.now()
        incident = open_incident(actor=actor, facts=facts, **values)
    return Status(201, public.info(incident))


@router.get("/{int:incident_id}/", response=IncidentOut, summary="Read an incident")
def read_incident(request: HttpRequest, incident_id: int) -> Any:
    """Return one incident."""
    return _one(incident_id, _actor(request))


@router.post("/{int:incident_id}/facts/", response=IncidentOut, summary="Update the facts")
def create_facts(request: HttpRequest, incident_id: int, payload: FactsChangeIn) -> Any:
    """Record a new version of the facts; the grade follows."""
    actor = _actor(request)
    update_facts(
        incident_id=incident_id,
        facts=payload.dict(exclude={"reason"}),
        actor=actor,
        reason=payload.reason,
    )
    return _one(incident_id, actor)


@router.post("/{int:incident_id}/controlled/", response=IncidentOut, summary="Mark as controlled")
def controlled(request: HttpRequest, incident_id: int) -> Any:
    """Mark as under control."""
    actor = _actor(request)
    mark_controlled(incident_id=incident_id, actor=actor)
    return _one(incident_id, actor)


@router.post("/{int:incident_id}/cause-removed/", response=IncidentOut, summary="Cause removed")
def cause_removed(request: HttpRequest, incident_id: int, payload: CauseIn) -> Any:
    """Report the cause as removed."""
    actor = _actor(request)
    report_cause_removed(incident_id=incident_id, cause=payload.cause, actor=actor)
    return _one(incident_id, actor)


@router.post("/{int:incident_id}/cause-verified/", response=IncidentOut, summary="Cause verified")
def cause_verified(request: HttpRequest, incident_id: int) -> Any:
    """Verify that the cause is removed (another person)."""
    actor = _actor(request)
    verify_cause_removed(incident_id=incident_id, actor=actor)
    return _one(incident_id, actor)


@router.post("/{int:incident_id}/close/", response=IncidentOut, summary="Close an incident")
def close(request: HttpRequest, incident_id: int) -> Any:
    """Close."""
    actor = _actor(request)
    close_incident(incident_id=incident_id, actor=actor)
    return _one(incident_id, actor)


@router.get("/{int:incident_id}/timeline/", response=list[EntryOut], summary="Read the timeline")
def timeline(request: HttpRequest, incident_id: int) -> Any:
    """Return the timeline, oldest first."""
    incident = get_visible(Incident, incident_id, actor=_actor(request))
    return list(TimelineEntry.objects.filter(incident=incident).order_by("at", "id")[:1000])


@router.post(
    "/{int:incident_id}/timeline/", response={201: EntryOut}, summary="Add to the timeline"
)
def create_note(request: HttpRequest, incident_id: int, payload: NoteIn) -> Any:
    """Write a line into the timeline."""
    entry = add_note(
        incident_id=incident_id, text=payload.text, at=payload.at, actor=_actor(request)
    )
    return Status(201, entry)


@router.get("/{int:incident_id}/reports/", response=list[ReportOut], summary="List the reports")
def list_reports(request: HttpRequest, incident_id: int) -> Any:
    """Return the visible reports of an incident."""
    actor = _actor(request)
    incident = get_visible(Incident, incident_id, actor=actor)
    return list(visible(IncidentReport, actor).filter(incident=incident))


@router.post("/{int:incident_id}/reports/", response={201: ReportOut}, summary="Draft a report")
def create_report(request: HttpRequest, incident_id: int, payload: ReportIn) -> Any:
    """Draft a report from the latest facts."""
    report = draft_report(incident_id=incident_id, kind=payload.kind, actor=_actor(request))
    return Status(201, report)


@router.post("/reports/{int:report_id}/submit/", response=ReportOut, summary="Submit a report")
def submit(request: HttpRequest, report_id: int) -> Any:
    """Submit."""
    return submit_report(report_id=report_id, actor=_actor(request))


@router.post("/reports/{int:report_id}/receipt/", response=ReportOut, summary="Record a receipt")
def receipt(request: HttpRequest, report_id: int, payload: ReceiptIn) -> Any:
    """Record the superior's receipt."""
    return record_receipt(report_id=report_id, actor=_actor(request), **payload.dict())
