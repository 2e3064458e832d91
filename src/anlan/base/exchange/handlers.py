"""The exchange listens to everything: events for web hooks, exports for the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anlan.base.audit.public import audit
from anlan.base.exchange.services.webhooks import queue_deliveries
from anlan.kernel.actor import Actor
from anlan.kernel.events import watch_all
from anlan.kernel.models import EventRecord
from anlan.kernel.pages import register_recorder


@watch_all
def tell_webhooks(record: EventRecord) -> None:
    """Queue the deliveries of an event."""
    queue_deliveries(record)


@register_recorder
def record_page_act(actor: Actor, action: str, facts: Mapping[str, Any]) -> None:
    """Record what a generic page did by itself, such as an export."""
    audit(actor, action, after=facts)
