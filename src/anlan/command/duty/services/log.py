"""The duty log and the hand-over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.base.deadlines.public import running_deadlines
from anlan.base.organisations.public import find_organisation
from anlan.command.duty.choices import EntryKind
from anlan.command.duty.errors import HandoverOpen, TakerIsGiver
from anlan.command.duty.events import HandoverAccepted, HandoverOffered, LogWritten
from anlan.command.duty.models import DutyLogEntry, Handover
from anlan.command.duty.permissions import HAND_OVER, LOG
from anlan.command.duty.states import HANDOVER
from anlan.command.incidents.public import list_open_incidents
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, require, scope_reaches
from anlan.monitoring.alarms.public import list_open_alarms


def _office(organisation_id: int | None, actor: Actor, permission: str) -> tuple[int, str]:
    wanted = organisation_id or actor.organisation_id
    office = find_organisation(wanted) if wanted else None
    if office is None:
        raise InvalidInput(fields={"organisation": _("Choose the office.")})
    if not scope_reaches(actor, permission, region=office.region_code, organisation_id=office.id):
        raise NotPermitted
    return office.id, office.region_code


@transaction.atomic
def write_log(
    *,
    text: str,
    actor: Actor,
    organisation_id: int | None = None,
    kind: str = EntryKind.NOTE,
    counterpart: str = "",
    at: datetime | None = None,
    needs_follow_up: bool = False,
    url: str = "",
) -> DutyLogEntry:
    """Write an entry into the log of an office (one's own by default)."""
    office, region = _office(organisation_id, actor, LOG)
    now = clock.now()
    fields = {}
    if not text.strip():
        fields["text"] = _("Write what happened.")
    if kind not in EntryKind.values:
        fields["kind"] = _("Choose the kind.")
    if at is not None and at > now:
        fields["at"] = _("This time lies ahead.")
    if fields:
        raise InvalidInput(fields=fields)
    entry = DutyLogEntry.objects.create(
        organisation_id=office,
        at=at or now,
        recorded_at=now,
        kind=kind,
        text=text.strip(),
        counterpart=counterpart.strip(),
        needs_follow_up=needs_follow_up,
        url=url,
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
    )
    audit(actor, "duty.log.written", entry, after={"kind": kind, "text": entry.text})
    emit(LogWritten(region=region, organisation=office, entry_id=entry.pk), actor)
    return entry


@transaction.atomic
def follow_up(*, entry_id: int, actor: Actor, reason: str = "") -> DutyLogEntry:
    """Mark an entry as followed up; what was done goes into the log as an entry of its own."""
    entry = get_visible(DutyLogEntry, entry_id, actor=actor, lock=True)
    require(actor, LOG, entry)
    if not entry.needs_follow_up or entry.done_at is not None:
        raise WrongState(_("Nothing is left to follow up here."))
    entry.done_at = clock.now()
    entry.save(update_fields=["done_at"])
    if reason.strip():
        write_log(
            text=f"{entry.text[:60]}：{reason.strip()}",
            actor=actor,
            organisation_id=entry.organisation_id,
        )
    audit(actor, "duty.log.followed_up", entry, reason=reason)
    emit(
        LogWritten(
            region=entry.organisation.region_id,
            organisation=entry.organisation_id,
            entry_id=entry.pk,
        ),
        actor,
    )
    return entry


def open_items(organisation_id: int, actor: Actor) -> list[dict[str, Any]]:
    """Return what stands open now: incidents, alarms, clocks, entries to follow up."""
    items: list[dict[str, Any]] = [
        {
            "kind": "incident",
            "text": f"{incident.number} {incident.title}（{incident.state_label}）",
            "url": incident.url,
            "level": incident.grade,
        }
        for incident in list_open_incidents(actor)
    ]
    items += [
        {
            "kind": "alarm",
            "text": f"{alarm.title}（{alarm.state_label}）",
            "url": alarm.url,
            "level": alarm.level,
        }
        for alarm in list_open_alarms(actor, limit=50)
    ]
    items += [
        {
            "kind": "deadline",
            "text": f"{deadline.title} · {deadline.subject_label}",
            "url": deadline.subject_url,
            "due_at": deadline.due_at.isoformat(),
        }
        for deadline in running_deadlines(actor, limit=30)
        if "window" not in deadline.rule_code
    ]
    items += [
        {"kind": "log", "text": entry.text, "url": entry.url, "entry": entry.pk}
        for entry in DutyLogEntry.objects.filter(
            organisation_id=organisation_id, needs_follow_up=True, done_at__isnull=True
        )[:50]
    ]
    return items


@transaction.atomic
def offer_handover(
    *, actor: Actor, summary: str = "", organisation_id: int | None = None
) -> Handover:
    """Offer the shift with everything that stands open. Raises ``HandoverOpen``."""
    office, region = _office(organisation_id, actor, HAND_OVER)
    try:
        with transaction.atomic():
            handover = Handover.objects.create(
                organisation_id=office,
                summary=summary.strip(),
                open_items=[
                    {key: str(value) if value is not None else None for key, value in item.items()}
                    for item in open_items(office, actor)
                ],
                given_by_id=actor.id,
                given_by=actor.display_name[:100],
                given_at=clock.now(),
            )
    except IntegrityError as error:
        if "handover_one_offered" in str(error):
            raise HandoverOpen from error
        raise
    audit(
        actor,
        "duty.handover.offered",
        handover,
        after={"open_items": len(handover.open_items), "summary": handover.summary},
    )
    emit(HandoverOffered(region=region, organisation=office, handover_id=handover.pk), actor)
    return handover


@transaction.atomic
def accept_handover(*, handover_id: int, actor: Actor, reason: str = "") -> Handover:
    """Take over the shift. Raises ``TakerIsGiver`` for the one who offered it."""
    handover = get_visible(Handover, handover_id, actor=actor, lock=True)
    HANDOVER.check(handover, "accept", actor=actor)
    if handover.given_by_id == actor.id:
        raise TakerIsGiver
    HANDOVER.fire(handover, "accept", actor=actor, reason=reason)
    handover.taken_by_id = actor.id
    handover.taken_by = actor.display_name[:100]
    handover.taken_at = clock.now()
    handover.save()
    audit(actor, "duty.handover.accepted", handover, reason=reason)
    organisation = handover.organisation
    entry = DutyLogEntry.objects.create(
        organisation=organisation,
        at=handover.taken_at,
        recorded_at=handover.taken_at,
        kind=EntryKind.HANDOVER,
        text=f"交接班：{handover.given_by} → {handover.taken_by}，"
        f"移交未结事项{len(handover.open_items)}项"
        + (f"。{handover.summary}" if handover.summary else ""),
        url=handover.get_absolute_url(),
        actor_id=actor.id,
        actor_name=actor.display_name[:100],
    )
    emit(
        LogWritten(region=organisation.region_id, organisation=organisation.pk, entry_id=entry.pk),
        actor,
    )
    emit(
        HandoverAccepted(
            region=organisation.region_id, organisation=organisation.pk, handover_id=handover.pk
        ),
        actor,
    )
    return handover


@transaction.atomic
def withdraw_handover(*, handover_id: int, actor: Actor, reason: str = "") -> Handover:
    """Withdraw an offer nobody has accepted."""
    handover = get_visible(Handover, handover_id, actor=actor, lock=True)
    HANDOVER.fire(handover, "withdraw", actor=actor, reason=reason)
    audit(actor, "duty.handover.withdrawn", handover, reason=reason)
    return handover
