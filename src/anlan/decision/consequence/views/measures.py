"""One step on: evacuation, shelters, calls, draft warning, orders, the first-hour sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from anlan.command.incidents.public import get_incident
from anlan.command.responses.public import get_active_response, list_groups
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.permissions import RUN, VIEW
from anlan.decision.consequence.selectors.exposure import exposure_of
from anlan.decision.consequence.selectors.measures import measures_of
from anlan.decision.consequence.selectors.warning import draft_of
from anlan.decision.consequence.services.measures import (
    draft_warning,
    order_measures,
    propose_orders,
    write_sheet,
)
from anlan.decision.consequence.views.drawing import road_words, ways_map, wind_words
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import get_visible, policy_of
from anlan.kernel.requests import ActorRequest, render_page, requires


@require_GET
@requires(VIEW)
def show(request: ActorRequest, pk: int) -> HttpResponse:
    """Show what follows from a run."""
    run = get_visible(ConsequenceRun, pk, actor=request.actor)
    exposure = exposure_of(run, request.actor)
    measures = measures_of(run, exposure, request.actor)
    incident = None
    if run.incident_id is not None:
        try:
            incident = get_incident(run.incident_id, request.actor)
        except NotVisible:
            incident = None
    response = get_active_response(incident.id) if incident is not None else None
    groups = list_groups(response.id) if response is not None else []
    page: dict[str, Any] = {
        "title": _("Measures"),
        "subtitle": wind_words(run),
        "breadcrumbs": [
            {"label": _("Accident consequences"), "url": reverse("consequence:list")},
            {"label": str(run), "url": run.get_absolute_url()},
        ],
        "run": run,
        "exposure": exposure,
        "measures": measures,
        "draft": draft_of(run, exposure),
        "incident": incident,
        "response": response,
        "groups": groups,
        "orders": propose_orders(run, measures, groups),
        "road_words": road_words(measures.roads),
        "map": ways_map(run, measures.roads),
        "may_order": policy_of(ConsequenceRun).can(request.actor, RUN, run),
    }
    return render_page(request, "consequence/measures.html", {"page": page})


@require_POST
@requires(RUN)
def order(request: ActorRequest, pk: int) -> HttpResponse:
    """Give the ticked orders to their groups."""
    chosen: dict[str, int] = {}
    for key in request.POST.getlist("orders"):
        group = request.POST.get(f"group-{key}", "")
        chosen[key] = int(group) if group.isdigit() and len(group) < 10 else 0
    tasks = order_measures(run_id=pk, chosen=chosen, actor=request.actor)
    messages.success(request, _("%(n)d orders given.") % {"n": len(tasks)})
    run = get_visible(ConsequenceRun, pk, actor=request.actor)
    response = get_active_response(run.incident_id) if run.incident_id is not None else None
    return go_to(request, response.url if response is not None else run.get_absolute_url())


@require_GET
@requires(VIEW)
def warning(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the draft as CAP."""
    content = draft_warning(run_id=pk, actor=request.actor)
    answer = HttpResponse(content, content_type="application/cap+xml")
    answer["Content-Disposition"] = f'attachment; filename="warning-draft-{pk}.xml"'
    return answer


@require_POST
@requires(RUN)
def sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the sheet and send it."""
    return go_to(request, write_sheet(run_id=pk, actor=request.actor).url)
