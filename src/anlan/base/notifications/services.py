"""Sending, confirming and escalating notices."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model, QuerySet

from anlan.base.audit.public import audit
from anlan.base.notifications.channels import (
    Envelope,
    TransportError,
    configured_channels,
    serves_drills,
)
from anlan.base.notifications.events import (
    NotificationConfirmed,
    NotificationSent,
    NotificationUnanswered,
)
from anlan.base.notifications.models import (
    CallOutcome,
    CallRecord,
    ChannelPreference,
    Delivery,
    DeliveryState,
    Notification,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.events import emit, emit_many
from anlan.kernel.rehearsal import MARK, audience_of, is_rehearsal, marked

RED = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told."""

    person_id: int
    title: str
    body: str = ""
    url: str = ""


def notify(
    *,
    kind: str,
    person_ids: Iterable[int],
    title: str,
    actor: Actor,
    body: str = "",
    url: str = "",
    level: int | None = None,
    subject: Model | None = None,
    must_confirm: bool = False,
    confirm_within_s: int | None = None,
    next_person_ids: Iterable[int] = (),
    include_actor: bool = False,
) -> list[int]:
    """Tell people something, in the page at once and over the channels they chose.

    The actor is not told of his own act unless ``include_actor``. A notice that must be confirmed
    within ``confirm_within_s`` passes to the first of ``next_person_ids`` when nobody answers.
    Returns the ids of the notices.
    """
    return notify_each(
        kind=kind,
        notices=[Notice(person_id, title, body, url) for person_id in person_ids],
        actor=actor,
        level=level,
        subject=subject,
        must_confirm=must_confirm,
        confirm_within_s=confirm_within_s,
        next_person_ids=next_person_ids,
        include_actor=include_actor,
    )


@transaction.atomic(savepoint=False)
def notify_each(
    *,
    kind: str,
    notices: Iterable[Notice],
    actor: Actor,
    level: int | None = None,
    subject: Model | None = None,
    must_confirm: bool = False,
    confirm_within_s: int | None = None,
    next_person_ids: Iterable[int] = (),
    include_actor: bool = False,
) -> list[int]:
    """Tell each person his own words, as ``notify`` does, in few statements for however many.

    What is said about a drill begins with its mark and reaches only those who take part in it.
    """
    notices, is_drill = _of_drill(list(notices), subject)
    wanted: dict[int, Notice] = {}
    for notice in notices:
        if include_actor or notice.person_id != actor.person_id or actor.is_system:
            wanted.setdefault(notice.person_id, notice)
    now = clock.now()
    confirm_by = (
        now + timedelta(seconds=confirm_within_s) if must_confirm and confirm_within_s else None
    )
    following = list(next_person_ids)
    created = Notification.objects.bulk_create(
        [
            Notification(
                kind=kind,
                person_id=notice.person_id,
                title=notice.title[:200],
                body=notice.body,
                url=notice.url,
                level=level,
                subject_type=subject._meta.label if subject is not None else "",
                subject_id=str(subject.pk) if subject is not None else "",
                sender=actor.display_name[:100],
                is_drill=is_drill,
                must_confirm=must_confirm,
                confirm_by=confirm_by,
                next_person_ids=following,
                created_at=now,
            )
            for notice in wanted.values()
        ]
    )
    if not created:
        return []
    _queue_deliveries(created, now)
    emit_many(
        [
            NotificationSent(
                notification_id=notification.pk,
                person_id=notification.person_id,
                kind=kind,
                title=notification.title,
                level=level,
                must_confirm=must_confirm,
            )
            for notification in created
        ],
        actor,
    )
    audit(
        actor,
        "notifications.notice.sent",
        created[0],
        after={
            "people": [n.person_id for n in created],
            "kind": kind,
            "must_confirm": must_confirm,
        },
    )
    return [n.pk for n in created]


def _of_drill(notices: list[Notice], subject: Model | None) -> tuple[list[Notice], bool]:
    """Mark the words of a drill and keep its participants; words that carry the mark count as well.

    With no subject nobody can say who takes part: such a notice reaches nobody.
    """
    if not is_rehearsal(subject) and not any(MARK in n.title or MARK in n.body for n in notices):
        return notices, False
    allowed = audience_of(subject) if subject is not None else set()
    kept = [
        replace(n, title=marked(n.title), body=marked(n.body) if n.body else "")
        for n in notices
        if n.person_id in allowed
    ]
    return kept, True


def _queue_deliveries(created: list[Notification], now: datetime) -> None:
    from anlan.base.notifications.tasks import deliver

    available = configured_channels()
    if created[0].is_drill:
        available = {code: c for code, c in available.items() if serves_drills(c)}
    if not available:
        return
    preferences = {
        p.person_id: p
        for p in ChannelPreference.objects.filter(person_id__in=[n.person_id for n in created])
    }
    rows = []
    for notification in created:
        preference = preferences.get(notification.person_id)
        chosen = set(preference.channels) if preference else set()
        if notification.level == RED or notification.must_confirm:
            chosen = set(available)  # red is never quiet
        elif preference and preference.muted_until and preference.muted_until > now:
            chosen = set()
        rows += [
            Delivery(notification=notification, channel=code)
            for code in available
            if code in chosen
        ]
    deliver.defer_many([{"delivery_id": row.pk} for row in Delivery.objects.bulk_create(rows)])


def attempt_delivery(*, delivery_id: int) -> Delivery:
    """Try one delivery; raises ``TransportError`` when it should be tried again."""
    delivery = Delivery.objects.select_related("notification__person").get(pk=delivery_id)
    if delivery.state == DeliveryState.SENT or delivery.is_permanent:
        return delivery
    notification, person = delivery.notification, delivery.notification.person
    envelope = Envelope(
        name=person.name,
        phone=person.phone,
        email=person.email,
        title=notification.title,
        body=notification.body,
        url=f"{settings.ANLAN_BASE_URL}{notification.url}" if notification.url else "",
        level=notification.level,
    )
    channel = configured_channels().get(delivery.channel)
    started = time.perf_counter()
    delivery.attempts += 1
    delivery.attempted_at = clock.now()
    failure: TransportError | None = None
    try:
        if channel is None or not channel.can_reach(envelope):
            raise TransportError("no address for this channel", permanent=True)
        if notification.is_drill and not serves_drills(channel):
            raise TransportError("not a way for drills", permanent=True)
        channel.send(envelope)
    except TransportError as error:
        failure = error
        delivery.state, delivery.error = DeliveryState.FAILED, str(error)[:300]
        delivery.is_permanent = error.permanent
    else:
        delivery.state, delivery.error = DeliveryState.SENT, ""
    delivery.duration_ms = round((time.perf_counter() - started) * 1000)
    delivery.save()
    if failure is not None and not failure.permanent:
        raise failure
    return delivery


def inbox_of(actor: Actor) -> QuerySet[Notification]:
    """Return the notices of the acting person."""
    if actor.person_id is None:
        return Notification.objects.none()
    return Notification.objects.filter(person_id=actor.person_id)


def unread_count(actor: Actor) -> int:
    """Return how many notices wait, counted up to a hundred."""
    if actor.person_id is None:
        return 0
    return inbox_of(actor).filter(read_at__isnull=True)[:100].count()


@transaction.atomic
def mark_read(*, actor: Actor, notification_id: int | None = None) -> int:
    """Mark one notice, or all that need no answer, as read."""
    rows = inbox_of(actor).filter(read_at__isnull=True)
    if notification_id is not None:
        rows = rows.filter(pk=notification_id)
    else:
        rows = rows.exclude(must_confirm=True, confirmed_at__isnull=True)
    return rows.update(read_at=clock.now())


@transaction.atomic
def confirm(*, notification_id: int, actor: Actor) -> Notification:
    """Answer a notice. Answering twice is harmless; another's notice does not exist."""
    notification = (
        inbox_of(actor).select_for_update(of=("self",)).filter(pk=notification_id).first()
    )
    if notification is None:
        raise NotVisible
    if notification.confirmed_at is None:
        now = clock.now()
        notification.confirmed_at = now
        notification.read_at = notification.read_at or now
        notification.save(update_fields=["confirmed_at", "read_at"])
        audit(actor, "notifications.notice.confirmed", notification)
        emit(
            NotificationConfirmed(
                notification_id=notification.pk,
                person_id=notification.person_id,
                subject_type=notification.subject_type,
                subject_id=notification.subject_id,
            ),
            actor,
        )
    return notification


@transaction.atomic
def escalate_unanswered(*, actor: Actor) -> int:
    """Pass notices nobody confirmed in time to the next person; run by a periodic job."""
    now = clock.now()
    late = Notification.objects.filter(
        must_confirm=True,
        confirmed_at__isnull=True,
        escalated_at__isnull=True,
        confirm_by__lte=now,
    ).select_for_update(skip_locked=True, of=("self",))[:200]
    done = 0
    for notification in late:
        notification.escalated_at = now
        notification.save(update_fields=["escalated_at"])
        people = [p for p in notification.next_person_ids if p != notification.person_id]
        audit(actor, "notifications.notice.escalated", notification)
        if people and notification.confirm_by is not None:
            window = notification.confirm_by - notification.created_at
            copied = notify(
                kind=notification.kind,
                person_ids=people[:1],
                title=notification.title,
                body=notification.body,
                url=notification.url,
                level=notification.level,
                must_confirm=True,
                confirm_within_s=max(1, int(window.total_seconds())),
                next_person_ids=people[1:],
                subject=_subject_of(notification) if notification.is_drill else None,
                actor=actor,
            )
            Notification.objects.filter(pk__in=copied).update(
                subject_type=notification.subject_type, subject_id=notification.subject_id
            )
        emit(
            NotificationUnanswered(
                notification_id=notification.pk,
                person_id=notification.person_id,
                subject_type=notification.subject_type,
                subject_id=notification.subject_id,
                next_person_id=people[0] if people else None,
            ),
            actor,
        )
        done += 1
    return done


def _subject_of(notification: Notification) -> Model | None:
    """The row a notice of a drill is about: it tells who takes part."""
    try:
        model = apps.get_model(notification.subject_type)
    except (LookupError, ValueError):
        return None
    row: Model | None = model._base_manager.filter(pk=notification.subject_id).first()
    return row


@transaction.atomic
def record_call(
    *, person_id: int, subject: Model, actor: Actor, outcome: str = CallOutcome.DIALLED
) -> CallRecord:
    """Note that somebody was called about ``subject`` (the caller sees both)."""
    if outcome not in CallOutcome.values:
        raise InvalidInput(fields={"outcome": "unknown"})
    if not apps.get_model("organisations.Person")._default_manager.filter(pk=person_id).exists():
        raise NotVisible
    record = CallRecord.objects.create(
        person_id=person_id,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
        caller_id=actor.id,
        caller_name=actor.display_name,
        outcome=outcome,
    )
    audit(
        actor,
        "notifications.person.called",
        record.person,
        after={"outcome": outcome, "about": str(subject)},
    )
    return record


@transaction.atomic
def set_channels(
    *, actor: Actor, channels: Iterable[str], muted_until: datetime | None = None
) -> ChannelPreference:
    """Choose one's own channels."""
    if actor.person_id is None:
        raise NotVisible
    known = configured_channels()
    preference, _created = ChannelPreference.objects.update_or_create(
        person_id=actor.person_id,
        defaults={"channels": [c for c in channels if c in known], "muted_until": muted_until},
    )
    audit(actor, "notifications.channels.changed", preference)
    return preference


def confirmations(subject: Model) -> dict[str, int]:
    """Return how many notices about a subject were sent, read and confirmed."""
    rows = Notification.objects.filter(subject_type=subject._meta.label, subject_id=str(subject.pk))
    return {
        "sent": rows.count(),
        "read": rows.filter(read_at__isnull=False).count(),
        "confirmed": rows.filter(confirmed_at__isnull=False).count(),
        "unanswered": rows.filter(
            must_confirm=True, confirmed_at__isnull=True, confirm_by__lt=clock.now()
        ).count(),
    }


def platform() -> Actor:
    """Return the actor of the notice jobs."""
    return system_actor("notifications")
