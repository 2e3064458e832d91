"""Telling other systems of events: signed, retried with growing pauses, each attempt on record.

The body is JSON ``{"id", "event", "at", "payload"}``. Headers: ``X-Anlan-Event``;
``X-Anlan-Delivery``, the same for every attempt, so that the receiver ignores what it has seen;
``X-Anlan-Timestamp``; ``X-Anlan-Signature: sha256=…``, the HMAC-SHA256 of ``<timestamp>.<body>``
under the hook's secret.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit, changes
from anlan.base.exchange.events import WebhookTested
from anlan.base.exchange.models import DeliveryState, Webhook, WebhookDelivery
from anlan.base.exchange.permissions import MANAGE_WEBHOOK
from anlan.base.exchange.services.addresses import check_form, resolve
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError, InvalidInput, WrongState
from anlan.kernel.events import emit
from anlan.kernel.models import EventRecord
from anlan.kernel.policy import get_visible, require, require_permission
from anlan.kernel.rehearsal import record_is_rehearsal

#: Pauses before the second, third … attempt; after the last one the delivery is given up.
PAUSES_S = (30, 120, 600, 3600, 6 * 3600, 24 * 3600)
TIMEOUT_S = 10.0


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the signature header of a delivery."""
    mac = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"sha256={mac.hexdigest()}"


@transaction.atomic
def create_webhook(
    *,
    name: str,
    url: str,
    events: Sequence[str],
    actor: Actor,
    may_be_internal: bool = False,
) -> tuple[Webhook, str]:
    """Make a hook; returns it and the secret for the receiver, which is shown once."""
    require_permission(actor, MANAGE_WEBHOOK)
    patterns = _patterns(events)
    check_form(url)
    secret = secrets.token_urlsafe(32)
    hook = Webhook.objects.create(
        name=name.strip(),
        url=url,
        secret=secret,
        events=patterns,
        may_be_internal=may_be_internal,
        created_by_name=actor.display_name[:100],
    )
    audit(
        actor,
        "exchange.webhook.created",
        hook,
        after={"url": url, "events": patterns, "may_be_internal": may_be_internal},
    )
    return hook, secret


@transaction.atomic
def update_webhook(*, webhook_id: int, actor: Actor, **values: Any) -> Webhook:
    """Change name, url, events, may_be_internal or is_active of a hook."""
    hook = get_visible(Webhook, webhook_id, actor=actor, lock=True)
    require(actor, MANAGE_WEBHOOK, hook)
    if "url" in values:
        check_form(values["url"])
    if "events" in values:
        values["events"] = _patterns(values["events"])
    unknown = set(values) - {"name", "url", "events", "may_be_internal", "is_active"}
    if unknown:
        raise InvalidInput(fields={name: _("This cannot be changed.") for name in unknown})
    before, after = changes(hook, **values)
    if after:
        hook.save(update_fields=[*after, "updated_at"])
        action = "changed"
        if set(after) == {"is_active"}:
            action = "enabled" if hook.is_active else "disabled"
        audit(actor, f"exchange.webhook.{action}", hook, before=before, after=after)
    return hook


@transaction.atomic
def test_webhook(*, webhook_id: int, actor: Actor) -> WebhookDelivery:
    """Send the hook a test event, whatever it listens to."""
    hook = get_visible(Webhook, webhook_id, actor=actor)
    require(actor, MANAGE_WEBHOOK, hook)
    record = emit(WebhookTested(webhook_id=hook.pk), actor)
    return _queue(hook, record)


test_webhook.__test__ = False  # type: ignore[attr-defined]  # a service, not a test


@transaction.atomic
def repeat_delivery(*, delivery_id: int, actor: Actor) -> WebhookDelivery:
    """Send a delivery that was given up once more, under its old key."""
    delivery = get_visible(WebhookDelivery, delivery_id, actor=actor, lock=True)
    require(actor, MANAGE_WEBHOOK, delivery)
    if delivery.state != DeliveryState.FAILED:
        raise WrongState(_("Only a delivery that was given up can be sent again."))
    delivery.state = DeliveryState.WAITING
    delivery.attempts = 0
    delivery.save(update_fields=["state", "attempts", "updated_at"])
    audit(actor, "exchange.webhook.repeated", delivery)
    _send_soon(delivery.pk)
    return delivery


def queue_deliveries(records: list[EventRecord]) -> None:
    """Queue a delivery of every event for every hook that wants it, in the events' transaction."""
    hooks = list(Webhook.objects.filter(is_active=True))
    for record in records if hooks else ():
        _queue_for(hooks, record)


def deliver_event(*, webhook_id: int, record: EventRecord) -> WebhookDelivery:
    """Queue one event for one hook, whatever it listens to, in the event's transaction.

    For apps that answer one system, or speak with one other installation.
    """
    return _queue(Webhook.objects.get(pk=webhook_id), record)


def _queue_for(hooks: list[Webhook], record: EventRecord) -> None:
    """Queue for who wants it; nothing of a drill goes to another system."""
    wanting = [hook for hook in hooks if hook.wants(record.name)]
    if wanting and not record_is_rehearsal(record):
        for hook in wanting:
            _queue(hook, record)


def _queue(hook: Webhook, record: EventRecord) -> WebhookDelivery:
    delivery, created = WebhookDelivery.objects.get_or_create(
        webhook=hook, event=record, defaults={"key": uuid.uuid4()}
    )
    if created:
        _send_soon(delivery.pk)
    return delivery


def _send_soon(delivery_id: int, seconds: float = 0) -> None:
    from anlan.base.exchange.tasks import deliver_webhook

    if seconds:
        deliver_webhook.defer_in(seconds, delivery_id=delivery_id)
    else:
        deliver_webhook.defer(delivery_id=delivery_id)


def attempt_delivery(*, delivery_id: int) -> WebhookDelivery:
    """Try a delivery once; on failure queue the next attempt or give up.

    The row is claimed first, so that a job delivered twice sends once; sending happens outside any
    transaction, so that a slow receiver holds no lock.
    """
    with transaction.atomic():
        delivery = WebhookDelivery.objects.select_for_update().get(pk=delivery_id)
        hook = delivery.webhook
        now = clock.now()
        is_due = delivery.next_attempt_at is None or delivery.next_attempt_at <= now
        if delivery.state != DeliveryState.WAITING or not is_due:
            return delivery
        if record_is_rehearsal(delivery.event):
            delivery.state = DeliveryState.FAILED
            delivery.error = _("of a drill: nothing is sent")
            delivery.save(update_fields=["state", "error", "updated_at"])
            return delivery
        if not hook.is_active and delivery.event.name != WebhookTested.name:
            delivery.state = DeliveryState.FAILED
            delivery.error = _("the hook is switched off")
            delivery.save(update_fields=["state", "error", "updated_at"])
            return delivery
        delivery.attempts += 1
        delivery.last_attempt_at = now
        # Should this process die while sending, the sweep takes the delivery up again.
        delivery.next_attempt_at = now + timedelta(seconds=PAUSES_S[0])
        delivery.save(
            update_fields=["attempts", "last_attempt_at", "next_attempt_at", "updated_at"]
        )
    started = time.perf_counter()
    status, error = _send(hook, delivery)
    with transaction.atomic():
        delivery.status_code = status
        delivery.error = error[:500]
        delivery.duration_ms = int((time.perf_counter() - started) * 1000)
        delivery.next_attempt_at = None
        if not error:
            delivery.state = DeliveryState.DELIVERED
            delivery.delivered_at = clock.now()
        elif delivery.attempts > len(PAUSES_S) or status == httpx.codes.GONE:
            delivery.state = DeliveryState.FAILED
        else:
            pause = PAUSES_S[delivery.attempts - 1]
            delivery.next_attempt_at = clock.now() + timedelta(seconds=pause)
            _send_soon(delivery.pk, pause)
        delivery.save()
    return delivery


def sweep_deliveries() -> int:
    """Queue deliveries whose attempt was cut off by a crash; returns how many."""
    late = clock.now() - timedelta(minutes=2)
    rows = WebhookDelivery.objects.filter(
        state=DeliveryState.WAITING, next_attempt_at__lt=late
    ).values_list("pk", flat=True)[:500]
    for pk in rows:
        _send_soon(pk)
    return len(rows)


def _send(hook: Webhook, delivery: WebhookDelivery) -> tuple[int | None, str]:
    """Post the event; returns the status and, unless it was accepted, what went wrong."""
    record = delivery.event
    body = orjson.dumps(
        {
            "id": str(delivery.key),
            "event": record.name,
            "at": record.created_at.isoformat(),
            "payload": record.payload,
        }
    )
    timestamp = str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Anlan-Webhook/1",
        "X-Anlan-Event": record.name,
        "X-Anlan-Delivery": str(delivery.key),
        "X-Anlan-Timestamp": timestamp,
        "X-Anlan-Signature": sign(hook.secret, timestamp, body),
    }
    try:
        target = resolve(hook.url, may_be_internal=hook.may_be_internal)
        with httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client:
            answer = client.post(
                target.url,
                content=body,
                headers={**headers, "Host": target.host},
                extensions={"sni_hostname": target.name},
            )
    except InvalidInput as error:
        return None, " ".join(str(message) for message in error.fields.values())
    except DomainError as error:
        return None, str(error)
    except httpx.HTTPError as error:
        return None, f"{type(error).__name__}: {error}"
    if answer.is_success:
        return answer.status_code, ""
    return answer.status_code, f"HTTP {answer.status_code}"


def _patterns(events: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(pattern.strip() for pattern in events if pattern.strip()))
    if not found:
        raise InvalidInput(fields={"events": _("Choose at least one event.")})
    return found
