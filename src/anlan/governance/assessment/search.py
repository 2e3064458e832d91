"""Assessments and schemes in the search box."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.governance.assessment.models import Run, Scheme
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def find_assessments(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find by name."""
    for run in visible(Run, actor).filter(name__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("assessment"),
            title=run.name,
            subtitle=f"{run.get_kind_display()} · {run.get_state_display()}",
            url=run.get_absolute_url(),
            score=0.5,
        )
    for scheme in visible(Scheme, actor).filter(name__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("scoring scheme"),
            title=str(scheme),
            subtitle=f"{scheme.year} · {scheme.get_state_display()}",
            url=scheme.get_absolute_url(),
            score=0.4,
        )


register_search("assessment", find_assessments)
