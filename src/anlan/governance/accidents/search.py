"""What the search box finds among accidents."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.models import Accident
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked


def search_accidents(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find accidents by number, title, unit or place."""
    for row in ranked(visible(Accident, actor), text, name="title")[:limit]:
        yield SearchResult(
            kind=_("accident"),
            title=row.title,
            subtitle=f"{row.number} · {row.occurred_on}",
            url=row.get_absolute_url(),
            score=0.5,
            level=row.grade,
        )


register_search("accidents", search_accidents)
