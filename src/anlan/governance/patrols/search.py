"""What the search box finds in patrols."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.models import Finding, Round, Visit
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_patrols(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find rounds by title, patrols by unit, findings by their words."""
    for found in visible(Round, actor).filter(title__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("patrol round"),
            title=found.title,
            subtitle=str(found.get_state_display()),
            url=found.get_absolute_url(),
            score=0.5,
        )
    visits = visible(Visit, actor).filter(Q(name__icontains=text) | Q(number__icontains=text))
    for visit in visits.select_related("round").order_by("-pk")[:limit]:
        yield SearchResult(
            kind=pgettext_lazy("patrol", "patrol"),
            title=visit.name,
            subtitle=visit.round.title,
            url=visit.get_absolute_url(),
            score=0.4,
        )
    findings = visible(Finding, actor).filter(title__icontains=text)
    for finding in findings.select_related("organisation").order_by("-pk")[:limit]:
        yield SearchResult(
            kind=_("patrol finding"),
            title=finding.title,
            subtitle=str(finding.organisation),
            url=finding.get_absolute_url(),
            score=0.4,
        )


register_search("patrols", search_patrols)
