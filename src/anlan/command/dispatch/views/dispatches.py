"""The list and page of dispatches, the proposals, the order to a team."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of
from anlan.command.dispatch.choices import BOUND, DISPATCH_TONES, DispatchState
from anlan.command.dispatch.forms import AssignForm
from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import ASSIGN
from anlan.command.dispatch.selectors.beyond import ask_beyond, short_of
from anlan.command.dispatch.selectors.proposals import needs_of, propose_teams
from anlan.command.dispatch.services.dispatches import (
    accept_dispatch,
    arrive,
    assign_team,
    begin_work,
    complete,
    decline,
    depart,
    stand_down,
)
from anlan.command.dispatch.services.sheets import write_route_sheet
from anlan.command.dispatch.states import DISPATCH
from anlan.command.dispatch.tables import DispatchTable
from anlan.command.incidents import public as incidents
from anlan.command.incidents.contracts import IncidentInfo
from anlan.command.responses.public import get_active_response
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.pages import (
    ActorPage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TimelineEntry,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import go_to
from anlan.kernel.policy import scope_reaches
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires


class DispatchListPage(ListPage):
    """All dispatches one sees."""

    model = Dispatch
    template = "dispatch/list.html"
    table_class = DispatchTable
    title = gettext_lazy("Dispatch")
    saved_filters: ClassVar = (
        SavedFilter(
            "bound",
            gettext_lazy("Under way"),
            Q(state__in=[str(s) for s in BOUND]),
            counted=True,
        ),
        SavedFilter(
            "mine",
            gettext_lazy("My team"),
            lambda actor: Q(team__leader_id=actor.person_id or 0),
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets = (Facet("state", gettext_lazy("State")),)
    search_fields = ("team__name", "incident__title")
    select_related = ("team", "incident")
    ordering = ("-assigned_at",)
    map_layer = "dispatches"
    live_topic = "dispatch"
    empty_title = gettext_lazy("No team is under way")
    empty_text = gettext_lazy("Teams are sent from the page of an incident.")

    def describe(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page, and whether one may plan."""
        found = super().describe(*args, **kwargs)
        return found | {"joint_url": self._allowed("dispatch:joint", ASSIGN)}


class DispatchPage(ObjectPage):
    """One dispatch: order, way, reports."""

    model = Dispatch
    machine = DISPATCH
    state_tones = DISPATCH_TONES
    transition_url_name = "dispatch:step"
    select_related = ("team__leader", "incident")
    live_topic = "dispatch:{pk}"
    breadcrumbs = ((gettext_lazy("Dispatch"), "dispatch:list"),)

    def level(self, obj: Any) -> int | None:
        """The grade of the incident."""
        grade: int | None = obj.incident.grade
        return grade

    def holder(self, obj: Any) -> Mapping[str, Any] | None:
        """The leader."""
        return {"label": obj.team.leader.name} if obj.team.leader is not None else None

    def due(self, obj: Any) -> Any:
        """The expected arrival."""
        if not obj.is_coming or obj.eta_at is None:
            return None
        return {"due_at": obj.eta_at, "label": _("arrival (estimate)")}

    def note(self, obj: Any) -> Mapping[str, Any] | None:
        """That the team has left the planned way."""
        if not obj.is_off_route:
            return None
        return {
            "tone": "warning",
            "text": _("The team is %(km).1f km off the planned way. Call it.")
            % {"km": obj.off_route_m / 1000},
        }

    def own_verbs(self, obj: Any) -> Iterable[Verb]:
        """The sheet that opens the roads."""
        if obj.is_coming and scope_reaches(self.actor, ASSIGN, region=obj.region_id):
            url = reverse("dispatch:sheet", args=[obj.pk])
            yield Verb("sheet", _("Route sheet"), url, icon="file-text")

    def own_panels(self, obj: Any) -> Iterable[Mapping[str, Any]]:
        """The roads of the planned way."""
        if obj.route_steps:
            yield {
                "id": "way",
                "title": _("Planned way"),
                "rows": [
                    {"label": name or _("road without a name"), "value": f"{length / 1000:.1f} km"}
                    for name, length in obj.route_steps
                ],
            }

    def map_url(self, obj: Any) -> str:
        """The map at the destination."""
        place = obj.position or obj.destination
        return f"/map/?layer=dispatches&at={place.x:.6f},{place.y:.6f}" if place else ""

    def facts(self, obj: Any) -> list[dict[str, Any]]:
        """Order and moments."""
        moments = (
            (_("Ordered at"), obj.assigned_at),
            (_("Accepted at"), obj.accepted_at),
            (_("Departed at"), obj.departed_at),
            (_("Arrived at"), obj.arrived_at),
            (_("At work since"), obj.working_at),
            (_("Ended at"), obj.ended_at),
        )
        way = (
            fact(
                _("Road distance"),
                None if obj.distance_m is None else f"{obj.distance_m / 1000:.1f}",
                unit="km",
                formula=_("way on the road network, closures avoided, at the team's mean speed")
                if obj.route is not None
                else _("straight line on the ellipsoid × 1.35, at the team's mean speed"),
                source=_("estimate") if obj.route is not None else _("estimate, not a route"),
            ),
            fact(
                _("Travel time"),
                None if obj.travel_s is None else round(obj.travel_s / 60),
                unit=_("min"),
            ),
        )
        return [
            fact_group(
                _("Order"),
                fact(_("Order"), obj.order_text, wide=True),
                fact(_("Incident"), str(obj.incident), url=obj.incident.get_absolute_url()),
                fact(_("Team"), obj.team.name, url=obj.team.get_absolute_url()),
                fact(pgettext("count", "People"), obj.people),
                fact(_("Duty phone"), obj.team.duty_phone),
                fact(_("Ordered by"), obj.assigned_by),
                *([fact(_("Reason"), obj.end_reason, wide=True)] if obj.end_reason else []),
            ),
            fact_group(
                _("Way"),
                *(way if obj.distance_m is not None else ()),
                *(fact(label, at=moment) for label, moment in moments if moment is not None),
            ),
        ]

    def timeline(self, obj: Any) -> list[TimelineEntry] | None:
        """Steps and reports together."""
        photos = {a.id: a for a in attachments_of(obj)}
        entries = list(super().timeline(obj) or [])
        for report in obj.reports.all():
            first = photos.get(report.attachment_ids[0]) if report.attachment_ids else None
            entries.append(
                TimelineEntry(
                    at=report.at,
                    text=report.text,
                    actor=report.actor_name,
                    kind=_("report from the scene"),
                    image_url=first.url if first is not None and first.is_image else "",
                )
            )
        return sorted(entries, key=lambda entry: entry.at, reverse=True)


@require_POST
@requires(ASSIGN)
def route_sheet(request: ActorRequest, pk: int) -> HttpResponse:
    """Write the route sheet and send it."""
    return go_to(request, write_route_sheet(dispatch_id=pk, actor=request.actor).url)


SERVICES: dict[str, Callable[..., Any]] = {
    "accept": accept_dispatch,
    "depart": depart,
    "arrive": arrive,
    "begin_work": begin_work,
    "complete": complete,
    "decline": decline,
    "stand_down": stand_down,
}


class DispatchStep(TransitionView):
    """The steps of the way; back to where the button was (phone or desk)."""

    model = Dispatch
    machine = DISPATCH
    services: ClassVar = SERVICES
    id_argument = "dispatch_id"

    def success_url(self, pk: Any, name: str) -> str:
        """Back to the phone page or the page of the dispatch."""
        if self._back().endswith("/phone/"):
            return reverse("dispatch:phone", args=[pk])
        return super().success_url(pk, name)


def order_words(incident: IncidentInfo) -> str:
    """Return the words an order begins with; the commander changes them."""
    return _("Go to %(place)s at once: %(incident)s. Approach from upwind, report on arrival.") % {
        "place": incident.address or incident.region_name,
        "incident": incident.title,
    }


class ProposePage(ActorPage):
    """Needs, ranked proposals with reasons, and the order that sends a team."""

    model = Dispatch
    permission = ASSIGN

    def load(self, incident_id: int) -> None:
        """Fetch the incident one may send teams to."""
        self.incident = incidents.get_incident(incident_id, self.actor)
        if not scope_reaches(self.actor, ASSIGN, region=self.incident.region_code):
            raise NotPermitted(permission=ASSIGN)

    def get(self, request: Any, incident_id: int) -> HttpResponse:
        """Show the proposals."""
        self.load(incident_id)
        proposals = propose_teams(incident_id, self.actor)
        needs = needs_of(incident_id, self.actor)
        short = short_of(needs, proposals)
        response = get_active_response(incident_id)
        sent = (
            Dispatch.objects.filter(incident_id=incident_id)
            .select_related("team__leader")
            .order_by("-assigned_at")
        )
        page = {
            "title": _("Send teams: %(incident)s") % {"incident": self.incident.title},
            "subtitle": response.level_label if response is not None else "",
            "breadcrumbs": [{"label": self.incident.title, "url": self.incident.url}],
            "live_topic": f"incident:{incident_id}",
            "incident": self.incident,
            "needs": needs,
            "proposals": proposals,
            "short": [need.label for need in needs if need.code in short],
            "neighbours": ask_beyond(short, self.incident, self.actor),
            "sent": [
                {
                    "dispatch": d,
                    "tone": DISPATCH_TONES[DispatchState(d.state)],
                }
                for d in sent
            ],
            "assign_url": reverse("dispatch:assign", args=[incident_id]),
            "order_text": order_words(self.incident),
        }
        return render_page(request, "dispatch/propose.html", {"page": page})


class AssignView(ProposePage):
    """Send a team."""

    http_method_names = ("post",)

    def post(self, request: Any, incident_id: int) -> HttpResponse:
        """Call the service and go back to the proposals."""
        self.load(incident_id)
        form = AssignForm(request.POST)
        if not form.is_valid():
            raise InvalidInput(fields={k: str(v[0]) for k, v in form.errors.items()})
        dispatch = assign_team(incident_id=incident_id, actor=self.actor, **form.cleaned_data)
        messages.success(request, _("Ordered: %(team)s.") % {"team": dispatch.team})
        return go_to(request, reverse("dispatch:propose", args=[incident_id]))
