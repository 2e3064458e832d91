"""What the search box finds among the shelters."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.shelters.models import Shelter
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_shelters(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find shelters by name, code or address."""
    found = visible(Shelter, actor).filter(
        Q(name__icontains=text) | Q(code__iexact=text) | Q(address__icontains=text), is_active=True
    )[:limit]
    for shelter in found:
        yield SearchResult(
            kind=gettext_lazy("shelter"),
            title=shelter.name,
            subtitle=_("%(state)s, %(free)d of %(all)d places free")
            % {
                "state": shelter.get_state_display(),
                "free": shelter.free_places,
                "all": shelter.capacity,
            },
            url=shelter.get_absolute_url(),
            score=1.0 if text in shelter.name else 0.5,
        )


register_search("shelters", search_shelters)
