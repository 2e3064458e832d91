"""What the search box finds in chains."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.governance.chains.models import Chain, Clue
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_chains(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find chains by name; clues by problem, number, place, producer, batch or certificate."""
    for chain in (
        visible(Chain, actor).filter(name__icontains=text).select_related("office")[:limit]
    ):
        yield SearchResult(
            kind=_("whole-chain supervision"),
            title=chain.name,
            subtitle=str(chain.office),
            url=chain.get_absolute_url(),
            score=0.6,
        )
    found = visible(Clue, actor).filter(
        Q(title__icontains=text)
        | Q(number__icontains=text)
        | Q(place__icontains=text)
        | Q(keys__value__icontains=text)
    )
    for clue in found.select_related("chain").distinct()[:limit]:
        yield SearchResult(
            kind=_("clue along a chain"),
            title=clue.title,
            subtitle=f"{clue.number} · {clue.chain} · {clue.place}",
            url=clue.get_absolute_url(),
            score=0.5,
        )


register_search("chains", search_chains)
