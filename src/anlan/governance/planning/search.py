"""What the search box finds in planning documents."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.governance.planning.models import PlannedTask
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_tasks(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find planned tasks by their words or by their units."""
    found = visible(PlannedTask, actor).filter(
        Q(title__icontains=text) | Q(lead_units__icontains=text)
    )
    for task in found.select_related("document")[:limit]:
        yield SearchResult(
            kind=_("planned task"),
            title=task.title,
            subtitle=task.lead_units or task.document.name,
            url=task.get_absolute_url(),
            score=0.4,
        )


register_search("planning", search_tasks)
