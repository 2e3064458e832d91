"""What the forces add to an incident: the experts for its kind, and the neighbours to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.command.incidents import public as incidents
from anlan.command.teams.choices import AVAILABILITY_TONES
from anlan.command.teams.contracts import NeighbourInfo
from anlan.command.teams.models import Expert, ExpertRequest
from anlan.command.teams.permissions import (
    ASK_EXPERT,
    REVEAL_EXPERT,
    VIEW_EXPERT,
    VIEW_NEIGHBOUR,
)
from anlan.command.teams.rulebook import find_demand
from anlan.command.teams.selectors.needs import experts_for, list_neighbours
from anlan.command.teams.selectors.teams import list_ready_teams
from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import policy_of, scope_reaches, visible
from anlan.kernel.registry import Panel, register_panel

EXPERTS_SHOWN = 8


def incident_experts(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Propose the experts for the kind of an incident; one click asks one."""
    is_open = incident.state in ("open", "responding", "controlled")
    asked = {
        row.expert_id: row for row in visible(ExpertRequest, actor).filter(incident_id=incident.pk)
    }
    found = list(experts_for(incident.kind, actor)[:EXPERTS_SHOWN]) if is_open else []
    known = {expert.pk for expert in found}
    found += list(visible(Expert, actor).filter(pk__in=set(asked) - known))
    if not found and not is_open:
        return None
    may_ask = is_open and scope_reaches(actor, ASK_EXPERT, region=incident.region_id)
    return {
        "experts": [_item(expert, incident, asked, may_ask, actor) for expert in found],
        "count": len(found),
        "url": reverse("teams:experts"),
        "empty": _("No expert is registered for incidents of this kind."),
        "topic": f"incident:{incident.pk}",
    }


def _item(
    expert: Expert,
    incident: Any,
    asked: Mapping[int, ExpertRequest],
    may_ask: bool,
    actor: Actor,
) -> dict[str, Any]:
    may_reveal = bool(expert.phone) and policy_of(Expert).can(actor, REVEAL_EXPERT, expert)
    verb = {
        "name": f"ask_expert_{expert.pk}",
        "label": _("Notify") if expert.person_id is not None else _("Note the call"),
        "url": reverse("teams:expert_ask", args=[expert.pk, incident.pk]),
    }
    return {
        "expert": expert,
        "tone": AVAILABILITY_TONES[expert.availability],
        "asked": asked.get(expert.pk),
        "verbs": [verb] if may_ask else [],
        "reveal_url": reverse("teams:expert_phone", args=[expert.pk]) if may_reveal else "",
    }


def response_experts(response: Any, actor: Actor) -> Mapping[str, Any] | None:
    """The same on the page of the response."""
    incident = _incident_of(response, actor)
    return incident_experts(incident, actor) if incident is not None else None


def _incident_of(response: Any, actor: Actor) -> Any:
    if response.incident_id is None:
        return None
    try:
        incidents.get_incident(response.incident_id, actor)
    except NotVisible:
        return None
    return response.incident


def incident_neighbours(incident: Any, actor: Actor) -> Mapping[str, Any] | None:
    """Name whom to ask beyond the border when no team for this kind of incident is left."""
    demand = find_demand("incident", incident.kind)
    if demand is None or incident.state not in ("open", "responding", "controlled"):
        return None
    ready = list_ready_teams(capabilities=demand.capabilities, actor=actor)
    missing = set(demand.capabilities).difference(*(team.capabilities for team in ready))
    if not missing:
        return None
    place = incident.location
    found = list_neighbours(
        missing,
        actor,
        longitude=place.x if place is not None else None,
        latitude=place.y if place is not None else None,
    )
    return {
        "rows": [neighbour_row(item) for item in found],
        "count": len(found),
        "url": reverse("teams:neighbours"),
        "empty": _("Nobody of the county is left, and no neighbouring team is registered."),
        "topic": "teams",
    }


def neighbour_row(item: NeighbourInfo) -> dict[str, Any]:
    """A neighbouring team as a line of a small list."""
    value = ""
    if item.distance_m is not None:
        words = _("%(km).1f km by road") if item.by_road else _("%(km).1f km in a straight line")
        value = words % {"km": item.distance_m / 1000}
    return {
        "label": item.name,
        "url": item.url,
        "where": f"{item.home_region} · {'、'.join(item.capability_labels)}",
        "value": value,
        "holder": f"{item.office} {item.office_phone}",
        "state": {"label": _("agreement run out"), "tone": "overdue"} if item.has_lapsed else None,
    }


register_panel(
    Panel(
        model="incidents.Incident",
        name="neighbours",
        title=gettext_lazy("No team left: neighbours that may be asked"),
        template="",
        context=incident_neighbours,
        permission=VIEW_NEIGHBOUR,
        order=31,
    )
)
register_panel(
    Panel(
        model="incidents.Incident",
        name="experts",
        title=gettext_lazy("Experts to ask"),
        template="teams/_incident_experts.html",
        context=incident_experts,
        permission=VIEW_EXPERT,
        order=35,
    )
)
register_panel(
    Panel(
        model="responses.Response",
        name="experts",
        title=gettext_lazy("Experts to ask"),
        template="teams/_incident_experts.html",
        context=response_experts,
        permission=VIEW_EXPERT,
        order=60,
    )
)
