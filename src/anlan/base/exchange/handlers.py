"""The exchange listens to everything that happens, for the web hooks."""

from __future__ import annotations

from anlan.base.exchange.services.webhooks import queue_deliveries
from anlan.kernel.events import watch_all
from anlan.kernel.models import EventRecord


@watch_all
def tell_webhooks(record: EventRecord) -> None:
    """Queue the deliveries of an event."""
    queue_deliveries(record)
