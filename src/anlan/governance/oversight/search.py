"""What the search box finds in supervision."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.governance.oversight.models import Order
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_orders(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find documents by subject or number."""
    found = visible(Order, actor).filter(Q(title__icontains=text) | Q(number__icontains=text))
    for order in found.select_related("kind", "organisation")[:limit]:
        yield SearchResult(
            kind=_("supervision document"),
            title=order.title,
            subtitle=f"{order.number} · {order.organisation}".strip(" ·"),
            url=order.get_absolute_url(),
            score=0.5,
        )


register_search("oversight", search_orders)
