"""Enterprises in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.enterprises.models import Enterprise


def find_enterprises(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the enterprises of one's area that fit best."""
    rows = ranked(visible(Enterprise, actor), text, name="name").select_related("sector", "region")
    for enterprise in rows[:limit]:
        yield SearchResult(
            kind=_("Enterprise"),
            title=enterprise.name,
            subtitle=f"{enterprise.sector} · {enterprise.region}",
            url=enterprise.get_absolute_url(),
            score=enterprise.search_score,
            level=enterprise.risk_level,
        )


register_search("enterprises", find_enterprises)
