"""How warning feeds stand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import pgettext

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.natural_hazards.models import WarningFeed


def feed_state(feed: WarningFeed) -> dict[str, Any]:
    """Return whether a feed is reached, as a badge."""
    if not feed.is_active:
        return {"label": pgettext("feed", "stopped"), "tone": "neutral", "value": "stopped"}
    if feed.failures:
        return {"label": pgettext("feed", "not reached"), "tone": "overdue", "value": "failing"}
    if feed.polled_at is None:
        return {"label": pgettext("feed", "not looked at yet"), "tone": "waiting", "value": "new"}
    return {"label": pgettext("feed", "reached"), "tone": "done", "value": "reached"}


def feeds_in_use(actor: Actor) -> list[WarningFeed]:
    """Return the feeds in use, those that fail first."""
    rows = visible(WarningFeed, actor).filter(is_active=True)
    return list(rows.order_by("-failures", "name")[:8])
