"""Incidents in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.models import Incident
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked


def find_incidents(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find by title, number, place and what was reported."""
    rows = ranked(visible(Incident, actor), text, name="title").select_related("region")[:limit]
    for row in rows:
        yield SearchResult(
            kind=_("incident"),
            title=row.title,
            subtitle=f"{row.number} · {row.region.name} · {row.get_state_display()}",
            url=row.get_absolute_url(),
            score=float(row.search_score),
            level=None if row.is_drill else row.grade,
        )


register_search("incidents", find_incidents)
