"""The exchange listens to everything that happens, for the web hooks."""

from __future__ import annotations

from anlan.base.exchange.services.webhooks import queue_deliveries
from anlan.kernel.events import watch_all
from anlan.kernel.models import EventRecord


@watch_all(while_exists="SELECT FROM exchange_webhook WHERE is_active")
def tell_webhooks(records: list[EventRecord]) -> None:
    """Queue the deliveries of events."""
    queue_deliveries(records)
