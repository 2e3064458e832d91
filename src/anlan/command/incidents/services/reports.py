"""Reports to superiors: draft from facts, edit, submit as a numbered paper, record the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.deadlines.public import deadlines_of
from anlan.base.documents.public import render_document
from anlan.base.organisations.public import find_organisation
from anlan.command.incidents.choices import (
    UNFINISHED,
    EntryKind,
    IncidentState,
    ReportKind,
    ReportState,
)
from anlan.command.incidents.errors import DraftExists, IncidentFinished, ReportOutOfOrder
from anlan.command.incidents.events import ReportReceived, ReportSubmitted
from anlan.command.incidents.models import Incident, IncidentReport
from anlan.command.incidents.permissions import REPORT
from anlan.command.incidents.selectors.report_texts import compose, paper_context
from anlan.command.incidents.services import clocks
from anlan.command.incidents.services.common import event_values
from anlan.command.incidents.services.numbering import county_sign
from anlan.command.incidents.services.timeline import append, official_language
from anlan.command.incidents.states import REPORT_MACHINE
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require
from anlan.kernel.rehearsal import marked

EDITABLE = (
    "title",
    "addressee",
    "copies",
    "signatory",
    "contact_name",
    "contact_phone",
    "unit_overview",
    "scene",
    "course",
    "casualties",
    "measures",
    "other",
)
REPORTABLE = (*UNFINISHED, IncidentState.CLOSED)
TEMPLATES = {
    ReportKind.INITIAL: "incidents.initial_report",
    ReportKind.CONTINUING: "incidents.continuing_report",
    ReportKind.FINAL: "incidents.final_report",
}


@transaction.atomic
def draft_report(
    *, incident_id: int, kind: str, actor: Actor, contact_name: str = "", contact_phone: str = ""
) -> IncidentReport:
    """Start a report, filled from the latest facts.

    Raises ``ReportOutOfOrder`` (initial first and once, none after the final one),
    ``DraftExists`` or ``IncidentFinished``.
    """
    incident = get_visible(Incident, incident_id, actor=actor, lock=True)
    require(actor, REPORT, incident)
    if incident.state not in REPORTABLE:
        raise IncidentFinished
    if kind not in ReportKind.values:
        raise InvalidInput(fields={"kind": _("Choose initial, continuing or final report.")})
    earlier = list(incident.reports.order_by("pk"))
    _check_order(earlier, kind)
    sequence = 1 + sum(1 for report in earlier if report.kind == kind)
    facts = incident.facts.order_by("-version").first()
    assert facts is not None  # every incident is opened with its first facts
    texts = compose(incident, kind, sequence, facts, actor)
    if incident.is_drill:
        texts = replace(texts, title=marked(texts.title))
    report = IncidentReport.objects.create(
        incident=incident,
        kind=kind,
        sequence=sequence,
        facts=facts,
        contact_name=contact_name or actor.display_name[:50],
        contact_phone=contact_phone or _duty_phone(actor),
        due_at=_due(incident),
        **asdict(texts),
    )
    audit(actor, "incidents.report.drafted", report, after={"kind": kind, "facts": facts.version})
    return report


def _duty_phone(actor: Actor) -> str:
    """The duty phone of the actor's office; no personal number goes into a paper."""
    office = find_organisation(actor.organisation_id) if actor.organisation_id else None
    return office.duty_phone if office else ""


def _check_order(earlier: list[IncidentReport], kind: str) -> None:
    if any(report.state == ReportState.DRAFT for report in earlier):
        raise DraftExists
    kinds = {report.kind for report in earlier}
    if kind == ReportKind.INITIAL and kinds:
        raise ReportOutOfOrder(_("The initial report is out; send a continuing report."))
    if kind != ReportKind.INITIAL and ReportKind.INITIAL not in kinds:
        raise ReportOutOfOrder
    if ReportKind.FINAL in kinds and kind == ReportKind.FINAL:
        raise ReportOutOfOrder(_("The final report is out; changes go into a continuing report."))


def _due(incident: Incident) -> datetime | None:
    """The nearest running clock that this report will meet."""
    ours = set(clocks.MET_BY_REPORT)
    running = [
        info.due_at
        for info in deadlines_of(incident)
        if info.state == "running" and info.rule_code in ours
    ]
    return min(running, default=None)


@transaction.atomic
def edit_report(*, report_id: int, values: Mapping[str, Any], actor: Actor) -> IncidentReport:
    """Change the words of a draft. Raises ``WrongState`` once it is submitted."""
    report = get_visible(IncidentReport, report_id, actor=actor, lock=True)
    require(actor, REPORT, report)
    if report.state != ReportState.DRAFT:
        raise WrongState(_("A submitted report is not changed; send a continuing report."))
    given = {name: str(values[name]).strip() for name in EDITABLE if name in values}
    if "title" in given and not given["title"]:
        raise InvalidInput(fields={"title": _("The report needs a title.")})
    if report.incident.is_drill and "title" in given:
        given["title"] = marked(given["title"])
    before, after = changes(report, **given)
    if after:
        report.save()
        audit(actor, "incidents.report.edited", report, before=before, after=after)
    return report


@transaction.atomic
def refresh_report(*, report_id: int, actor: Actor) -> IncidentReport:
    """Fill a draft anew from the latest facts; what was typed into it is replaced."""
    report = get_visible(IncidentReport, report_id, actor=actor, lock=True)
    require(actor, REPORT, report)
    if report.state != ReportState.DRAFT:
        raise WrongState(_("A submitted report is not changed; send a continuing report."))
    facts = report.incident.facts.order_by("-version").first()
    assert facts is not None
    texts = compose(report.incident, report.kind, report.sequence, facts, actor)
    before, after = changes(report, facts=facts, due_at=_due(report.incident), **asdict(texts))
    report.save()
    audit(actor, "incidents.report.edited", report, before=before, after=after)
    return report


@transaction.atomic
def submit_report(*, report_id: int, actor: Actor, reason: str = "") -> IncidentReport:
    """Submit: make the numbered paper, meet the clocks, tell the timeline.

    Raises ``InvalidInput`` when signatory or addressee is missing, ``TransitionRefused`` when it
    was submitted already.
    """
    report = get_visible(IncidentReport, report_id, actor=actor, lock=True)
    REPORT_MACHINE.check(report, "submit", actor=actor, reason=reason)
    missing = {
        name: _("“%(field)s” is needed before the report goes out: edit the text.")
        % {"field": str(report._meta.get_field(name).verbose_name)}  # type: ignore[union-attr]
        for name in ("addressee", "signatory", "casualties")
        if not getattr(report, name).strip()
    }
    if missing:
        raise InvalidInput(fields=missing)
    incident = Incident.objects.select_for_update().get(pk=report.incident_id)
    paper = render_document(
        template_code=TEMPLATES[ReportKind(report.kind)],
        context=paper_context(report, actor),
        subject=report,
        actor=actor,
        title=report.title,
        county_sign=county_sign(incident.region_id),
    )
    REPORT_MACHINE.fire(report, "submit", actor=actor, reason=reason)
    report.document_id = paper.id
    report.submitted_at = clock.now()
    report.submitted_by = actor.display_name[:100]
    report.save()
    clocks.report_submitted(report, actor=actor)
    with official_language():
        append(
            incident,
            EntryKind.REPORT,
            _("%(kind)s %(number)s submitted to %(addressee)s")
            % {
                "kind": report.get_kind_display(),
                "number": paper.number,
                "addressee": report.addressee,
            },
            actor=actor,
            url=report.get_absolute_url(),
        )
    audit(
        actor,
        "incidents.report.submitted",
        report,
        after={"number": paper.number, "late": report.is_late},
    )
    emit(
        ReportSubmitted(
            **event_values(incident), report_id=report.pk, kind=report.kind, is_late=report.is_late
        ),
        actor,
    )
    return report


@transaction.atomic
def record_receipt(
    *,
    report_id: int,
    actor: Actor,
    receipt_number: str = "",
    received_by: str = "",
    received_at: datetime | None = None,
) -> IncidentReport:
    """Record that the superior confirmed the report, with his receipt."""
    report = get_visible(IncidentReport, report_id, actor=actor, lock=True)
    now = clock.now()
    at = received_at or now
    if report.submitted_at is not None and (at < report.submitted_at or at > now):
        raise InvalidInput(
            fields={"received_at": _("The receipt lies between the submission and now.")}
        )
    REPORT_MACHINE.fire(report, "receive", actor=actor)
    report.received_at = at
    report.received_by = received_by.strip()
    report.receipt_number = receipt_number.strip()
    report.save()
    incident = report.incident
    clocks.report_received(report, actor=actor)
    with official_language():
        append(
            incident,
            EntryKind.REPORT,
            _("Receipt of the superior for “%(title)s” %(number)s")
            % {"title": report.title, "number": report.receipt_number},
            actor=actor,
            at=at,
            url=report.get_absolute_url(),
        )
    audit(
        actor,
        "incidents.report.received",
        report,
        after={"receipt_number": report.receipt_number, "received_by": report.received_by},
    )
    emit(ReportReceived(**event_values(incident), report_id=report.pk), actor)
    return report
