"""Several incidents at once share the forces of the county: who has which, who needs what."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN, VIEW
from anlan.command.dispatch.selectors.forces import running_forces
from anlan.command.dispatch.services.moves import move_team
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, require
from anlan.kernel.requests import ActorRequest, render_page, requires


@require_GET
@requires(VIEW)
def forces(request: ActorRequest) -> HttpResponse:
    """Show the running responses with their teams and what they still need."""
    items = running_forces(request.actor)
    may_move = request.actor.has(ASSIGN) and len(items) > 1
    page = {
        "title": _("Forces of all responses"),
        "subtitle": _("Running responses side by side; those that lack something first"),
        "live_topic": "responses dispatch",
        "lines": [
            {
                "item": item,
                "situation_url": reverse("responses:situation", args=[item.response.id]),
                "propose_url": reverse("dispatch:propose", args=[item.response.incident_id]),
                "targets": [other.response for other in items if other is not item]
                if may_move
                else [],
            }
            for item in items
        ],
        "may_assign": request.actor.has(ASSIGN),
    }
    return render_page(request, "dispatch/forces.html", {"page": page})


@require_POST
@requires(ASSIGN)
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a team to another incident."""
    require(request.actor, ASSIGN, get_visible(Dispatch, pk, actor=request.actor))
    target = request.POST.get("incident_id", "")
    if not target.isdigit() or len(target) > 18:
        raise InvalidInput(fields={"incident_id": _("Choose where the team goes.")})
    moved = move_team(
        dispatch_id=pk,
        incident_id=int(target),
        reason=request.POST.get("reason", ""),
        actor=request.actor,
    )
    messages.success(request, _("%(team)s has been moved.") % {"team": moved.team})
    return go_to(request, reverse("dispatch:forces"))
