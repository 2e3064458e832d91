"""Permits in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.permits.models import WorkPermit


def find_permits(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the permits of one's area that fit best."""
    rows = ranked(visible(WorkPermit, actor), text, name="number").select_related(
        "enterprise", "kind"
    )
    for permit in rows[:limit]:
        yield SearchResult(
            kind=_("permit of special operation"),
            title=f"{permit.number} {permit.kind}",
            subtitle=f"{permit.enterprise} · {permit.get_state_display()}",
            url=permit.get_absolute_url(),
            score=permit.search_score,
        )


register_search("permits", find_permits)
