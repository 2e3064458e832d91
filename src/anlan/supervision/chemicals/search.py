"""Substances in the search box."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.search_text import ranked
from anlan.supervision.chemicals.models import Chemical


def find_chemicals(text: str, actor: Actor, limit: int) -> Iterator[SearchResult]:
    """Yield the substances that fit best."""
    for chemical in ranked(visible(Chemical, actor), text, name="name")[:limit]:
        yield SearchResult(
            kind=_("Chemical"),
            title=chemical.name,
            subtitle=" · ".join([f"CAS {chemical.cas}", *chemical.hazard_labels]),
            url=chemical.get_absolute_url(),
            score=chemical.search_score,
        )


register_search("chemicals", find_chemicals)
