"""What the search box finds among responses."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from anlan.command.responses.models import Response, ResponseTask
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.kernel.registry import SearchResult, register_search


def search_responses(text: str, actor: Actor, limit: int) -> Iterable[SearchResult]:
    """Find responses by their matter and tasks of running responses by their title."""
    for response in visible(Response, actor).filter(matter__icontains=text)[:limit]:
        yield SearchResult(
            kind=_("emergency response"),
            title=response.matter,
            subtitle=str(response.get_state_display()),
            url=response.get_absolute_url(),
            score=0.8,
            level=response.level,
        )
    tasks = (
        visible(ResponseTask, actor)
        .filter(title__icontains=text, response__state="active")
        .select_related("group")[:limit]
    )
    for task in tasks:
        yield SearchResult(
            kind=_("response task"),
            title=task.title,
            subtitle=task.group.name,
            url=task.get_absolute_url(),
            score=0.6,
        )


register_search("responses", search_responses)
