"""What the search box finds among the supplies."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.models import StockItem, Warehouse
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_supplies(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find warehouses by name, and articles that are in stock."""
    for warehouse in visible(Warehouse, actor).filter(
        Q(name__icontains=text) | Q(code__iexact=text), is_active=True
    )[:limit]:
        yield SearchResult(
            kind=_("warehouse"),
            title=warehouse.name,
            subtitle=warehouse.address,
            url=warehouse.get_absolute_url(),
            score=0.9,
        )
    items = (
        visible(StockItem, actor)
        .filter(name__icontains=text, quantity__gt=0)
        .select_related("warehouse")
        .order_by("-quantity")[:limit]
    )
    for item in items:
        yield SearchResult(
            kind=_("emergency supplies"),
            title=str(item),
            subtitle=item.warehouse.name,
            url=item.get_absolute_url(),
            score=0.6,
        )


register_search("supplies", search_supplies)
