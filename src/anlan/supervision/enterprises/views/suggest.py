"""Proposals while somebody writes the name of an enterprise into a form."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from anlan.kernel.inputs import suggestions
from anlan.kernel.requests import ActorRequest, requires
from anlan.supervision.enterprises.permissions import VIEW
from anlan.supervision.enterprises.selectors.matching import propose_enterprises

#: Nobody's name is longer; more would only burden the search.
LONGEST = 60


@require_GET
@requires(VIEW)
def suggest(request: ActorRequest) -> HttpResponse:
    """Answer ``?q=`` with the visible enterprises that fit best."""
    return suggestions(propose_enterprises(request.GET.get("q", "")[:LONGEST], request.actor))
