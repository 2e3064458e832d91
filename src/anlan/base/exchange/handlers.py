"""The exchange listens to everything that happens, for the web hooks."""

from __future__ import annotations

from anlan.base.exchange.services.webhooks import queue_deliveries, queue_many_deliveries
from anlan.kernel.events import watch_all, watch_many
from anlan.kernel.models import EventRecord


@watch_all(while_exists="SELECT FROM exchange_webhook WHERE is_active")
def tell_webhooks(record: EventRecord) -> None:
    """Queue the deliveries of an event."""
    queue_deliveries(record)


@watch_many
def tell_webhooks_of_many(records: list[EventRecord]) -> None:
    """Queue the deliveries of many events."""
    queue_many_deliveries(records)
