"""Leads on the timeline of their enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import pgettext_lazy

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.supervision.crosschecks.models import Lead


@register_timeline_kind("leads", pgettext_lazy("timeline", "lead"), "enterprises.Enterprise")
def leads_of(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """When facts about an enterprise disagreed."""
    rows = visible(Lead, actor).filter(enterprise=enterprise)
    for lead in span.narrow(rows, "opened_at"):
        yield TimelineEntry(
            at=lead.opened_at, text=lead.title, url=lead.get_absolute_url(), level=lead.level
        )
