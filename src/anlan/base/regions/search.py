"""Regions in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.base.regions.models import Region
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def find_regions(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Regions whose name contains the text; larger ones first."""
    words = text.split()
    if not words:
        return
    rows = visible(Region, actor).defer("boundary", "parent__boundary").select_related("parent")
    for word in words[:4]:
        rows = rows.filter(name__icontains=word)
    for region in rows.order_by("code")[:limit]:
        yield SearchResult(
            kind=_("region"),
            title=region.name,
            subtitle=region.parent.name if region.parent else "",
            url=region.get_absolute_url(),
            score=0.8 if region.name.startswith(words[0]) else 0.5,
        )


register_search("regions", find_regions)
