"""Installations and values in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.installations.models import Installation, StandardValue


def find_installations(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the units that fit best."""
    rows = ranked(visible(Installation, actor), text, name="name").select_related("enterprise")
    for unit in rows[:limit]:
        yield SearchResult(
            kind=_("Major hazard installation"),
            title=unit.name,
            subtitle=f"{unit.enterprise} · {unit.code}",
            url=unit.get_absolute_url(),
            score=unit.search_score,
            level=unit.grade,
        )


def find_values(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield rows of GB 18218 by name, number or symbol."""
    words = text.strip()
    if len(words) < 2:
        return
    rows = visible(StandardValue, actor).filter(
        Q(name__icontains=words) | Q(cas=words) | Q(symbol__iexact=words), table__in=("1", "2")
    )
    for row in rows[:limit]:
        yield SearchResult(
            kind=_("Threshold of GB 18218"),
            title=row.name,
            subtitle=f"{row.cas or row.symbol} · {row.threshold_t:g} t",
            url=row.get_absolute_url(),
            score=0.3,
        )


register_search("installations", find_installations)
register_search("installation_values", find_values)
