"""Hazards in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.hazards.models import Hazard


def find_hazards(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find by title, number, place, unit and description."""
    rows = ranked(visible(Hazard, actor), text, name="title").select_related("region")[:limit]
    for row in rows:
        yield SearchResult(
            kind=_("hazard"),
            title=row.title,
            subtitle=f"{row.number} · {row.region} · {row.get_state_display()}",
            url=row.get_absolute_url(),
            score=float(row.search_score),
            level=row.level,
        )


register_search("hazards", find_hazards)
