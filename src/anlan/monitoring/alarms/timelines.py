"""Alarms on the timeline of their enterprise."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.pages import TimelineEntry, TimelineSpan, register_timeline_kind
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.models import Alarm


@register_timeline_kind("alarms", _("alarms"), "enterprises.Enterprise")
def alarms_of(enterprise: Any, actor: Actor, span: TimelineSpan) -> Iterable[TimelineEntry]:
    """When an alarm was raised, with its state today."""
    rows = visible(Alarm, actor).filter(enterprise=enterprise)
    for alarm in span.narrow(rows, "raised_at"):
        yield TimelineEntry(
            at=alarm.raised_at,
            text=f"{alarm.title}（{alarm.get_state_display()}）",
            url=alarm.get_absolute_url(),
            level=alarm.level,
        )
