"""Our reports on their way to the superior, and his receipts."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction

from anlan.base.audit.public import audit
from anlan.command.incidents.public import ReportPaper, record_receipt, report_paper
from anlan.command.intake.choices import LinkRole
from anlan.command.intake.models import ChainLink, ChainReport
from anlan.command.intake.services.chain import ChainBody, heard, links_for, send
from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.errors import WrongState

#: Figures that travel with a report.
FIGURES = (
    "deaths",
    "missing",
    "serious_injuries",
    "acute_poisonings",
    "minor_injuries",
    "trapped",
    "evacuated",
)


@transaction.atomic
def send_report(*, report_id: int) -> list[ChainReport]:
    """Send a submitted report to every superior of its place; a second call does nothing.

    A drill never leaves the house.
    """
    paper = report_paper(report_id)
    if paper.is_drill:
        return []
    return [_send(link, paper) for link in links_for(paper.region_code, LinkRole.SUPERIOR)]


def _send(link: ChainLink, paper: ReportPaper) -> ChainReport:
    facts: dict[str, Any] = {name: getattr(paper.facts, name) for name in FIGURES}
    facts |= {"version": paper.facts.version, "direct_loss": str(paper.facts.direct_loss)}
    row, is_new = ChainReport.objects.get_or_create(
        link=link,
        is_ours=True,
        thread=paper.thread,
        number=paper.number,
        defaults={
            "incident_id": paper.incident_id,
            "report_id": paper.id,
            "kind": paper.kind,
            "title": paper.title,
            "grade": paper.grade,
            "facts": facts,
            "texts": paper.texts,
            "reason": paper.facts.change_reason,
            "sent_at": paper.submitted_at,
            "due_at": paper.due_at,
        },
    )
    if not is_new:
        return row
    actor = system_actor("intake")
    row.delivery_key = send(
        link,
        "report",
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"{link.code}/{paper.thread}/{paper.number}"),
        at=paper.submitted_at,
        thread=paper.thread,
        number=paper.number,
        report_kind=paper.kind,
        incident_kind=paper.incident_kind,
        category=paper.category,
        title=paper.title,
        grade=paper.grade,
        occurred_at=paper.occurred_at,
        reported_at=paper.reported_at,
        due_at=paper.due_at,
        by=paper.submitted_by,
        reason=paper.facts.change_reason,
        place={
            "region_code": paper.region_code,
            "address": paper.address,
            "longitude": paper.longitude,
            "latitude": paper.latitude,
        },
        facts=facts,
        texts=paper.texts,
    )
    row.save(update_fields=["delivery_key"])
    audit(actor, "intake.report.sent", row, after={"number": row.number, "link": link.code})
    heard(link, "sent", row.incident_id, actor)
    return row


def take_receipt(link: ChainLink, body: ChainBody) -> str:
    """Record the superior's receipt of our report."""
    row = ChainReport.objects.filter(
        link=link, is_ours=True, thread=body.thread, number=body.number
    ).first()
    if row is None or row.report_id is None:
        return "unknown"
    if row.receipt_number:
        return "repeated"
    actor = system_actor("intake")
    now = clock.now()
    row.receipt_number = body.receipt_number
    row.arrived_at = min(max(body.at, row.sent_at), now)
    row.save(update_fields=["receipt_number", "arrived_at"])
    try:
        record_receipt(
            report_id=row.report_id,
            actor=actor,
            receipt_number=body.receipt_number,
            received_by=body.by or link.name,
            received_at=row.arrived_at,
        )
    except WrongState:  # somebody recorded it by hand
        return "repeated"
    heard(link, "receipt", row.incident_id, actor)
    return "recorded"
