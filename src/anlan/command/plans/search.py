"""What the search box finds in the plan library."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.command.plans.models import Plan
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_plans(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find plans in force by name, code or a task's title."""
    found = (
        visible(Plan, actor)
        .filter(state="published")
        .filter(
            Q(name__icontains=text) | Q(code__iexact=text) | Q(groups__tasks__title__icontains=text)
        )
        .distinct()[:limit]
    )
    for plan in found:
        yield SearchResult(
            kind=_("emergency plan"),
            title=plan.name,
            subtitle=str(plan.get_kind_display()),
            url=reverse("plans:detail", args=[plan.pk]),
            score=1.0 if text in plan.name else 0.5,
        )


register_search("plans", search_plans)
