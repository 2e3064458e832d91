"""Leads in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.crosschecks.models import Lead


def find_leads(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the leads of one's area that fit best."""
    rows = ranked(visible(Lead, actor), text, name="title").select_related("rule", "enterprise")
    for lead in rows[:limit]:
        yield SearchResult(
            kind=_("lead"),
            title=lead.title,
            subtitle=f"{lead.rule} · {lead.get_state_display()}",
            url=lead.get_absolute_url(),
            score=lead.search_score,
            level=lead.level,
        )


register_search("leads", find_leads)
