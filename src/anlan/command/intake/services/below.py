"""Reports of the level below: into the queue, onto the incident, and a receipt goes back."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.regions.public import find_region
from anlan.command.incidents.public import (
    IncidentKind,
    add_timeline_entry,
    official_language,
    point,
    update_facts,
)
from anlan.command.intake.choices import ItemState
from anlan.command.intake.models import ChainLink, ChainReport, IntakeItem
from anlan.command.intake.permissions import HANDLE
from anlan.command.intake.services.chain import ChainBody, covers, heard, send
from anlan.command.intake.services.doubts import doubt_report, settle_missing
from anlan.command.intake.services.messages import emit_moved, figure_words
from anlan.command.intake.services.upward import FIGURES
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import get_visible, require


def take_report(link: ChainLink, body: ChainBody) -> str:
    """Take a report: the first of a thread becomes an item of the queue, the others follow it."""
    if not body.thread or not body.number:
        return "unknown"
    if ChainReport.objects.filter(
        link=link, is_ours=False, thread=body.thread, number=body.number
    ).exists():
        return "repeated"
    actor = system_actor("intake")
    now = clock.now()
    former = (
        ChainReport.objects.filter(link=link, is_ours=False, thread=body.thread)
        .order_by("-pk")
        .first()
    )
    item = _item(link, body, actor)
    row = ChainReport.objects.create(
        link=link,
        thread=body.thread,
        number=body.number,
        item=item,
        incident_id=item.incident_id,
        kind=body.report_kind,
        title=body.title or body.number,
        grade=body.grade,
        facts={k: v for k, v in body.facts.items() if k in (*FIGURES, "version", "direct_loss")},
        texts={k: v for k, v in body.texts.items() if len(k) <= 30},
        reason=body.reason,
        sent_at=body.at,
        arrived_at=now,
        due_at=body.due_at,
    )
    row.receipt_number = f"{link.code}-{now:%Y}-{row.pk:05d}"
    row.delivery_key = send(
        link,
        "receipt",
        key=uuid.uuid5(uuid.NAMESPACE_URL, f"receipt/{link.code}/{row.pk}"),
        at=now,
        thread=row.thread,
        number=row.number,
        receipt_number=row.receipt_number,
        by=_("platform of the superior"),
    )
    row.save(update_fields=["receipt_number", "delivery_key"])
    _tell(row, actor)
    doubt_report(row, former)
    audit(actor, "intake.report.arrived", row, after={"number": row.number, "late": row.is_late})
    heard(link, "report", row.incident_id, actor)
    return "received"


def _item(link: ChainLink, body: ChainBody, actor: Actor) -> IntakeItem:
    item = (
        IntakeItem.objects.select_for_update(of=("self",))
        .filter(link=link, external_number=body.thread)
        .first()
    )
    now = clock.now()
    if item is not None:
        item.facts = _figures(body)
        item.told_at = body.at
        item.save(update_fields=["facts", "told_at", "updated_at"])
        emit_moved(item, actor)
        return item
    region = body.place.region_code
    known = bool(region) and covers(link, region) and find_region(region) is not None
    item = IntakeItem(
        link=link,
        channel="subordinate",
        external_number=body.thread,
        title=body.title or body.thread,
        kind=body.incident_kind if body.incident_kind in IncidentKind.values else "",
        sender_kind=body.category or body.incident_kind,
        description="\n".join(text for text in body.texts.values() if text)[:5000],
        region_id=region if known else link.region_id,
        address=body.place.address,
        location=point(body.place.longitude, body.place.latitude),
        caller_name=body.by[:50],
        facts=_figures(body),
        occurred_at=min(body.occurred_at or body.at, now),
        received_at=now,
        told_at=body.at,
    )
    item.refresh_search_text()
    item.save()
    audit(actor, "intake.item.received", item, after={"number": body.thread, "link": link.code})
    emit_moved(item, actor)
    return item


def _figures(body: ChainBody) -> dict[str, int]:
    return {
        name: int(value)
        for name, value in body.facts.items()
        if name in FIGURES and isinstance(value, int) and value > 0
    }


def _tell(row: ChainReport, actor: Actor) -> None:
    """Write a report of the level below into the timeline of the incident it belongs to."""
    if row.incident_id is None:
        return
    figures = figure_words({k: v for k, v in row.facts.items() if k in FIGURES and v})
    with official_language():
        add_timeline_entry(
            incident_id=row.incident_id,
            kind="report",
            text=_("%(level)s %(kind)s %(number)s: %(figures)s")
            % {
                "level": row.link.name,
                "kind": row.get_kind_display(),
                "number": row.number,
                "figures": figures or _("no casualties"),
            },
            actor=actor,
            at=row.arrived_at,
            key=f"chain:{row.pk}",
        )


@transaction.atomic
def follow_item(*, item_id: int) -> None:
    """After an item became part of an incident, its reports belong there too."""
    item = IntakeItem.objects.filter(pk=item_id, state__in=(ItemState.OPENED, ItemState.ATTACHED))
    found = item.select_related("link").first()
    if found is None or found.link is None or found.incident_id is None:
        return
    actor = system_actor("intake")
    rows = list(found.reports.order_by("pk"))
    former = None
    for row in rows:
        if row.incident_id != found.incident_id:
            row.incident_id = found.incident_id
            row.save(update_fields=["incident"])
            _tell(row, actor)
        doubt_report(row, former)
        former = row
    settle_missing(found.link, found.incident_id)


@transaction.atomic
def adopt_figures(*, report_id: int, actor: Actor) -> ChainReport:
    """Take the figures the level below reported into our own facts, in one press."""
    row = ChainReport.objects.filter(pk=report_id, is_ours=False).first()
    if row is None or row.item is None or row.incident_id is None:
        raise NotVisible
    item = get_visible(IntakeItem, row.item.pk, actor=actor)
    require(actor, HANDLE, item)
    facts: dict[str, Any] = {name: row.facts[name] for name in FIGURES if name in row.facts}
    if row.facts.get("direct_loss") not in (None, ""):
        facts["direct_loss"] = row.facts["direct_loss"]
    update_facts(
        incident_id=row.incident_id,
        facts=facts,
        actor=actor,
        reason=row.reason or _("as reported in %(number)s") % {"number": row.number},
    )
    audit(actor, "intake.figures.adopted", row, after=facts)
    return row
