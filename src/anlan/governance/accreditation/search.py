"""What the search box finds among demonstration units."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.models import Case
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_cases(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find units by name, number or kind."""
    found = visible(Case, actor).filter(
        Q(unit_name__icontains=text) | Q(number__icontains=text) | Q(kind__name__icontains=text)
    )
    for case in found.select_related("kind")[:limit]:
        yield SearchResult(
            kind=pgettext_lazy("accreditation", "demonstration unit"),
            title=case.unit_name,
            subtitle=f"{case.kind.name} · {case.state_label} {case.number}".strip(),
            url=case.get_absolute_url(),
            score=0.5,
        )


register_search("accreditation", search_cases)
