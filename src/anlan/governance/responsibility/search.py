"""What the search box finds in responsibility."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.governance.responsibility.models import Portfolio
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_portfolios(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find leaders by name or by what they answer for."""
    wanted = (
        Q(person__name__icontains=text)
        | Q(text__icontains=text)
        | Q(entries__sector__icontains=text)
    )
    found = visible(Portfolio, actor).filter(wanted, valid_to__isnull=True).distinct()
    for portfolio in found.select_related("person")[:limit]:
        yield SearchResult(
            kind=_("leader's portfolio"),
            title=str(portfolio),
            subtitle=portfolio.text[:80],
            url=portfolio.get_absolute_url(),
            score=0.4,
        )


register_search("responsibility", search_portfolios)
