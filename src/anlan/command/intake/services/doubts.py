"""Doubts about reports: late, falling, contradictory, missing; shown at both levels."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.notifications.public import notify
from anlan.command.incidents.public import (
    IncidentInfo,
    find_incident_by_number,
    incident_of,
    official_language,
    reportable_incidents,
)
from anlan.command.intake.choices import DoubtKind, LinkRole
from anlan.command.intake.models import ChainLink, ChainReport, ReportDoubt
from anlan.command.intake.permissions import SETTLE
from anlan.command.intake.services.chain import ChainBody, heard, prefix_of, send
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, WrongState
from anlan.kernel.policy import get_visible, policy_of, require

#: A level that knows of an incident has reported it after so long (国务院令第493号 article 11).
REPORT_WITHIN = timedelta(hours=2)


def doubt_report(row: ChainReport, former: ChainReport | None) -> None:
    """Look at a report that arrived: is it late, do deaths fall, does it agree with ours?"""
    with official_language():
        if row.is_late and row.due_at is not None:
            hours = (row.sent_at - row.due_at).total_seconds() / 60
            words = _("%(title)s: sent %(minutes)d minutes late") % {
                "title": row.title,
                "minutes": hours,
            }
            open_doubt(row.link, DoubtKind.LATE, words, row=row, once=f"late/{row.pk}")
        deaths, before = _deaths(row), _deaths(former) if former else None
        if before is not None and deaths is not None and deaths < before and not row.reason:
            open_doubt(
                row.link,
                DoubtKind.FALLING,
                _("%(title)s: deaths %(before)d → %(after)d without a reason")
                % {"title": row.title, "before": before, "after": deaths},
                row=row,
                once=f"falling/{row.pk}",
                before=before,
                after=deaths,
            )
    compare_levels(row)


def _deaths(row: ChainReport) -> int | None:
    value = row.facts.get("deaths")
    return value if isinstance(value, int) else None


def compare_levels(row: ChainReport) -> None:
    """Compare the deaths a report tells with what we know ourselves; what agrees settles itself."""
    if row.incident_id is None:
        return
    latest = (
        ChainReport.objects.filter(link=row.link, is_ours=False, thread=row.thread)
        .order_by("-pk")
        .first()
    )
    if latest is None or latest.pk != row.pk:
        return
    ours, theirs = incident_of(row.incident_id).facts, _deaths(row)
    if ours is None or theirs is None:
        return
    actor = system_actor("intake")
    if ours.deaths == theirs:
        with official_language():
            for doubt in _open(row.link, row.incident_id, DoubtKind.DIFFERENT):
                _settle(doubt, _("the figures agree now"), actor)
        return
    with official_language():
        words = _("%(title)s: deaths %(theirs)d reported, %(ours)d known here") % {
            "title": row.title,
            "theirs": theirs,
            "ours": ours.deaths,
        }
    open_doubt(row.link, DoubtKind.DIFFERENT, words, row=row, ours=ours.deaths, theirs=theirs)


def compare_incident(*, incident_id: int) -> None:
    """Our own figures changed: compare them with the last report of each level below."""
    rows = ChainReport.objects.filter(incident_id=incident_id, is_ours=False).order_by("pk")
    for row in {row.link_id: row for row in rows.select_related("link")}.values():
        compare_levels(row)


def find_missing() -> int:
    """Suspect omission where we know of an incident that the level below has not reported in time.

    Counted is what came to us by another way (110, 119, an alarm, a citizen). Returns how many.
    """
    now = clock.now()
    found = 0
    for link in ChainLink.objects.filter(role=LinkRole.SUBORDINATE, is_active=True):
        reported = ChainReport.objects.filter(link=link, is_ours=False).exclude(incident=None)
        known = set(reported.values_list("incident_id", flat=True))
        known |= set(
            ReportDoubt.objects.filter(link=link, kind=DoubtKind.MISSING, is_ours=True).values_list(
                "incident_id", flat=True
            )
        )
        for incident in reportable_incidents(
            prefix_of(str(link.region_id)), since=link.created_at, before=now - REPORT_WITHIN
        ):
            if incident.id in known:
                continue
            with official_language():
                words = _("%(title)s (%(number)s) has not been reported by %(level)s") % {
                    "title": incident.title,
                    "number": incident.number,
                    "level": link.name,
                }
            open_doubt(
                link,
                DoubtKind.MISSING,
                words,
                incident=incident,
                occurred_at=incident.occurred_at.isoformat(),
                address=incident.address or incident.region_name,
            )
            found += 1
    return found


def settle_missing(link: ChainLink, incident_id: int) -> None:
    """The level below has reported after all."""
    with official_language():
        for doubt in _open(link, incident_id, DoubtKind.MISSING):
            _settle(doubt, _("reported meanwhile"), system_actor("intake"))


def _open(link: ChainLink, incident_id: int, kind: str) -> QuerySet[ReportDoubt]:
    return ReportDoubt.objects.filter(
        link=link, incident_id=incident_id, kind=kind, is_ours=True, settled_at__isnull=True
    )


def open_doubt(
    link: ChainLink,
    kind: DoubtKind,
    subject: str,
    *,
    row: ChainReport | None = None,
    incident: IncidentInfo | None = None,
    once: str = "",
    **details: Any,
) -> ReportDoubt | None:
    """Write a doubt and tell the other level; one that stands open is brought up to date."""
    incident_id = incident.id if incident else row.incident_id if row else None
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"{link.code}/{once}") if once else uuid.uuid4()
    if ReportDoubt.objects.filter(link=link, is_ours=True, key=key).exists():
        return None
    standing = _open(link, incident_id, kind).first() if incident_id else None
    if standing is not None:
        if standing.subject != subject[:200]:
            standing.subject, standing.details = subject[:200], details
            standing.save(update_fields=["subject", "details"])
        return None
    actor = system_actor("intake")
    doubt = ReportDoubt.objects.create(
        link=link,
        key=key,
        kind=kind,
        incident_id=incident_id,
        thread=row.thread if row else "",
        subject=subject[:200],
        details=details,
        found_at=clock.now(),
    )
    send(
        link,
        "doubt",
        key=doubt.key,
        at=doubt.found_at,
        thread=doubt.thread,
        doubt_kind=doubt.kind,
        title=doubt.subject,
        details=doubt.details,
    )
    audit(actor, "intake.doubt.found", doubt)
    _notify(doubt)
    heard(link, "doubt", incident_id, actor)
    return doubt


def _notify(doubt: ReportDoubt) -> None:
    with official_language():
        notify(
            kind="intake.doubt",
            person_ids=policy_of(ReportDoubt).who_can(SETTLE, doubt),
            title=f"{doubt.get_kind_display()}：{doubt.subject}"[:200],
            url=doubt.get_absolute_url(),
            level=3,
            subject=doubt,
            actor=system_actor("intake"),
        )


@transaction.atomic
def settle_doubt(*, doubt_id: int, actor: Actor, reason: str = "") -> ReportDoubt:
    """Settle a doubt of ours, or explain to the superior what he doubts. The reason is needed."""
    doubt = get_visible(ReportDoubt, doubt_id, actor=actor, lock=True)
    require(actor, SETTLE, doubt)
    if doubt.settled_at is not None:
        raise WrongState(_("This doubt is settled."))
    if not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    if doubt.is_ours:
        _settle(doubt, reason.strip(), actor)
        return doubt
    doubt.reason = reason.strip()[:300]
    doubt.save(update_fields=["reason"])
    send(
        doubt.link,
        "explanation",
        key=doubt.key,
        at=clock.now(),
        reason=doubt.reason,
        by=actor.display_name[:100],
    )
    audit(actor, "intake.doubt.settled", doubt, reason=reason)
    heard(doubt.link, "explanation", doubt.incident_id, actor)
    return doubt


def _settle(doubt: ReportDoubt, reason: str, actor: Actor) -> None:
    doubt.settled_at = clock.now()
    doubt.settled_by = actor.display_name[:100]
    doubt.reason = reason[:300]
    doubt.save(update_fields=["settled_at", "settled_by", "reason"])
    send(
        doubt.link,
        "doubt_settled",
        key=doubt.key,
        at=doubt.settled_at,
        reason=doubt.reason,
        by=doubt.settled_by,
    )
    audit(actor, "intake.doubt.settled", doubt, reason=reason)
    heard(doubt.link, "doubt_settled", doubt.incident_id, actor)


def take_doubt(link: ChainLink, body: ChainBody) -> str:
    """The superior doubts a report of ours, or misses one."""
    incident = find_incident_by_number(body.thread) if body.thread else None
    try:
        with transaction.atomic():
            doubt = ReportDoubt.objects.create(
                link=link,
                is_ours=False,
                key=body.key,
                kind=body.doubt_kind,
                incident_id=incident.id if incident else None,
                thread=body.thread,
                subject=body.title,
                details=body.details,
                found_at=min(body.at, clock.now()),
            )
    except IntegrityError:
        return "repeated"
    audit(system_actor("intake"), "intake.doubt.found", doubt)
    _notify(doubt)
    heard(link, "doubt", doubt.incident_id, system_actor("intake"))
    return "received"


def take_settled(link: ChainLink, body: ChainBody) -> str:
    """The superior's doubt is over."""
    doubt = ReportDoubt.objects.filter(link=link, is_ours=False, key=body.key).first()
    if doubt is None:
        return "unknown"
    if doubt.settled_at is not None:
        return "repeated"
    doubt.settled_at = min(body.at, clock.now())
    doubt.settled_by = body.by or link.name
    doubt.reason = body.reason or doubt.reason
    doubt.save(update_fields=["settled_at", "settled_by", "reason"])
    heard(link, "doubt_settled", doubt.incident_id, system_actor("intake"))
    return "recorded"


def take_explanation(link: ChainLink, body: ChainBody) -> str:
    """The level below explains; whether that settles the doubt we decide."""
    doubt = ReportDoubt.objects.filter(link=link, is_ours=True, key=body.key).first()
    if doubt is None:
        return "unknown"
    with official_language():
        words = _("%(level)s explains: %(reason)s") % {"level": link.name, "reason": body.reason}
    doubt.reason = words[:300]
    doubt.save(update_fields=["reason"])
    heard(link, "explanation", doubt.incident_id, system_actor("intake"))
    return "recorded"
