"""Risk units in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.risk.models import RiskUnit


def find_units(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the units of one's area that fit best."""
    rows = visible(RiskUnit, actor).filter(is_retired=False)
    for unit in ranked(rows, text, name="name").select_related("enterprise")[:limit]:
        yield SearchResult(
            kind=_("Risk unit"),
            title=unit.name,
            subtitle=f"{unit.enterprise} · {unit.code}",
            url=unit.get_absolute_url(),
            score=unit.search_score,
            level=unit.current_level,
        )


register_search("risk_units", find_units)
