"""Commitments in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.models import Commitment
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked


def find_commitments(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find by the words of the task and by the unit."""
    rows = ranked(visible(Commitment, actor).select_related("lead"), text, name="title")
    for row in rows[:limit]:
        yield SearchResult(
            kind=pgettext_lazy("governance", "commitment"),
            title=row.title,
            subtitle=f"{row.lead} · {row.get_state_display()} · {row.progress}%",
            url=row.get_absolute_url(),
            score=0.5,
        )


register_search("commitments", find_commitments)
