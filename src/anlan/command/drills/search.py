"""Drills in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.command.drills.models import Drill
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search
from anlan.kernel.rehearsal import marked


def find_drills(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find by name and number, of what one may know."""
    rows = visible(Drill, actor).filter(Q(name__icontains=text) | Q(number__icontains=text))
    for row in rows[:limit]:
        yield SearchResult(
            kind=_("drill"),
            title=marked(row.name),
            subtitle=f"{row.number} · {row.get_kind_display()} · {row.get_state_display()}",
            url=row.get_absolute_url(),
            score=0.5,
        )


register_search("drills", find_drills)
