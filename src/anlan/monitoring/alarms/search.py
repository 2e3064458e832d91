"""Alarms in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.monitoring.alarms.models import Alarm


def find_alarms(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the newest alarms whose title holds the text."""
    rows = visible(Alarm, actor).filter(title__icontains=text).order_by("-raised_at")
    for alarm in rows[:limit]:
        raised_at = timezone.localtime(alarm.raised_at)
        yield SearchResult(
            kind=_("Alarm"),
            title=alarm.title,
            subtitle=f"{alarm.get_state_display()} · {raised_at:%Y-%m-%d %H:%M}",
            url=alarm.get_absolute_url(),
            score=0.5,
            level=alarm.level,
        )


register_search("alarms", find_alarms)
