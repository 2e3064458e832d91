"""What the search box finds among the teams and experts."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.teams.models import Expert, Team
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_teams(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find teams by name, code or equipment."""
    found = (
        visible(Team, actor)
        .filter(is_active=True)
        .filter(Q(name__icontains=text) | Q(code__iexact=text) | Q(equipment__name__icontains=text))
        .distinct()[:limit]
    )
    for team in found:
        yield SearchResult(
            kind=_("rescue team"),
            title=team.name,
            subtitle=f"{team.get_kind_display()} · {team.get_readiness_display()}",
            url=reverse("teams:detail", args=[team.pk]),
            score=1.0 if text in team.name else 0.5,
        )


register_search("teams", search_teams)


def search_experts(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find experts by name, field or place of work."""
    found = (
        visible(Expert, actor)
        .filter(is_active=True)
        .filter(Q(name__icontains=text) | Q(field__icontains=text) | Q(employer__icontains=text))
    )
    for expert in found[:limit]:
        yield SearchResult(
            kind=_("emergency expert"),
            title=expert.name,
            subtitle=f"{expert.field} · {expert.get_availability_display()}",
            url=expert.get_absolute_url(),
            score=1.0 if text in expert.name else 0.5,
        )


register_search("experts", search_experts)
