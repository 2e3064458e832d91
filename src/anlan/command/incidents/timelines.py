"""Incidents on the timeline of their enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.models import Incident
from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible


@register_timeline_kind("incidents", _("incidents"), "enterprises.Enterprise")
def incidents_of(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """When an incident occurred, with its number."""
    rows = visible(Incident, actor).filter(enterprise=enterprise)
    for incident in span.narrow(rows, "occurred_at"):
        yield TimelineEntry(
            at=incident.occurred_at,
            text=f"{incident.number} {incident.title}",
            url=incident.get_absolute_url(),
            level=getattr(incident, "level", None),
        )
