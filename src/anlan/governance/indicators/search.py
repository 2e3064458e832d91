"""What the search box finds among indicators."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.models import Indicator
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_indicators(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find indicators under watch by their words."""
    rows = visible(Indicator, actor).filter(is_active=True, name__icontains=text)
    for row in rows.select_related("organisation")[:limit]:
        yield SearchResult(
            kind=_("indicator"),
            title=row.name,
            subtitle=f"{row.target} · {row.organisation}",
            url=row.get_absolute_url(),
            score=0.5,
        )


register_search("indicators", search_indicators)
