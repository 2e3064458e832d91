"""Geological hazard points, who watches them, and the two cards to hand out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from anlan.base.files.public import attachments_of
from anlan.base.organisations.public import list_people_info, person_info
from anlan.kernel import clock
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url, go_to
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.registry import Verb
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.natural_hazards.choices import GEO_TONES, GeoState
from anlan.monitoring.natural_hazards.forms import (
    GeoPointChangeForm,
    GeoPointForm,
    MonitorForm,
)
from anlan.monitoring.natural_hazards.models import (
    GeoHazardPoint,
    GeoInspection,
    GeoObservation,
    GroupMonitor,
)
from anlan.monitoring.natural_hazards.permissions import CHANGE_GEO, OBSERVE, VIEW_GEO
from anlan.monitoring.natural_hazards.selectors.observations import observation_row
from anlan.monitoring.natural_hazards.services.geo_points import (
    appoint_monitor,
    change_geo_point,
    end_monitor,
    issue_cards,
    register_geo_point,
    strike_off_geo_point,
    treat_geo_point,
    watch_geo_point_again,
)
from anlan.monitoring.natural_hazards.states import GEO_POINT
from anlan.monitoring.natural_hazards.tables import GeoPointTable
from anlan.monitoring.natural_hazards.views.facets import TOWNSHIP

POINTS = ((gettext_lazy("Geological hazard points"), "natural_hazards:geo_points"),)
PHOTOS = 12


def _watched(actor: Any) -> Q:
    """Points the person watches as a group monitor."""
    if actor.person_id is None:
        return Q(pk__in=())
    rows = GroupMonitor.objects.filter(person_id=actor.person_id, until_on__isnull=True)
    return Q(pk__in=rows.values("geo_point_id"))


class GeoPointListPage(ListPage):
    """All hazard points of one's area."""

    model = GeoHazardPoint
    table_class = GeoPointTable
    saved_filters: ClassVar = (
        SavedFilter(
            "kept", pgettext_lazy("geological hazard", "Under watch"), ~Q(state=GeoState.REMOVED)
        ),
        SavedFilter("mine", gettext_lazy("Watched by me"), _watched, counted=True),
        SavedFilter(
            "changed",
            gettext_lazy("Signs of change"),
            Q(last_finding__in=("changed", "danger")) & ~Q(state=GeoState.REMOVED),
            counted=True,
            level=2,
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("scale", gettext_lazy("scale")),
        Facet("stability", gettext_lazy("stability")),
        TOWNSHIP,
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Name, pinyin, code or place")
    ordering = ("code",)
    select_related = ("region", "responsible")
    hidden_columns = ("scale", "threatened_households", "threatened_property_yuan", "responsible")
    create_url_name = "natural_hazards:geo_point_create"
    create_permission = CHANGE_GEO
    create_label = gettext_lazy("Enter a hazard point")
    map_layer = "geo_points"
    live_topic = "natural_hazards"
    empty_title = gettext_lazy("No hazard point here")
    empty_text = gettext_lazy("Points found on the geological survey or inspections stand here.")


class GeoPointPage(ObjectPage):
    """One hazard point with whom it threatens, who watches it and what was seen."""

    model = GeoHazardPoint
    machine = GEO_POINT
    state_tones = GEO_TONES
    select_related = ("region", "responsible", "organisation", "device")
    breadcrumbs: ClassVar = POINTS
    transition_url_name = "natural_hazards:geo_step"
    edit_url_name = "natural_hazards:geo_point_change"
    edit_permission = CHANGE_GEO
    live_topic = "natural_hazards"

    def topic(self, obj: GeoHazardPoint) -> str:
        """The page follows the reports of monitors."""
        return self.live_topic

    def number(self, obj: GeoHazardPoint) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: GeoHazardPoint) -> str:
        """What and where."""
        parts = (obj.get_kind_display(), obj.get_scale_display(), str(obj.region), obj.place)
        return " · ".join(str(part) for part in parts if part)

    def holder(self, obj: GeoHazardPoint) -> Mapping[str, Any] | None:
        """Who answers for it."""
        return {"label": str(obj.responsible), "url": ""} if obj.responsible else None

    def note(self, obj: GeoHazardPoint) -> Mapping[str, Any] | None:
        """What was seen last, when it is not quiet."""
        if obj.last_finding == "danger":
            return {"text": _("Danger was reported here: people must leave."), "tone": "danger"}
        if obj.last_finding == "changed":
            return {"text": _("Signs of change were reported here."), "tone": "warning"}
        if obj.state != GeoState.REMOVED and not self._monitors(obj):
            return {"text": _("Nobody watches this point: appoint a monitor."), "tone": "warning"}
        return None

    def _monitors(self, obj: GeoHazardPoint) -> list[GroupMonitor]:
        rows = visible(GroupMonitor, self.actor).filter(geo_point=obj, until_on__isnull=True)
        return list(rows.select_related("person"))

    def map_url(self, obj: GeoHazardPoint) -> str:
        """The map at the place."""
        address = find_url("onemap:map")
        place = f"{obj.location.x:.6f},{obj.location.y:.6f}"
        return f"{address}?at={place}&layer=geo_points" if address else ""

    def facts(self, obj: GeoHazardPoint) -> list[dict[str, Any]]:
        """The point, whom it threatens, what is done."""
        return [
            fact_group(
                _("Hazard point"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("scale"), obj.get_scale_display()),
                fact(_("stability"), obj.get_stability_display()),
                fact(_("volume in m³"), number(obj.volume_m3), unit="m³"),
                fact(_("inducing factors"), obj.cause),
                fact(_("signs to watch"), obj.signs_to_watch, wide=True),
                fact(
                    _("monitoring device"),
                    str(obj.device) if obj.device else None,
                    url=obj.device.get_absolute_url() if obj.device else "",
                ),
                fact(pgettext("hazard point", "last seen at"), at=obj.last_seen_at),
            ),
            fact_group(
                _("Threatened"),
                fact(_("threatened households"), obj.threatened_households),
                fact(_("threatened people"), obj.threatened_people),
                fact(_("threatened houses"), obj.threatened_houses),
                fact(
                    _("threatened property"),
                    number(obj.threatened_property_yuan / 10_000, 1),
                    unit=_("10,000 yuan"),
                ),
            ),
            fact_group(
                _("When it comes down"),
                fact(_("how it is watched"), obj.monitoring, wide=True),
                fact(_("alarm signal"), obj.alarm_signal),
                fact(_("way out"), obj.evacuation_route, wide=True),
                fact(_("place of refuge"), obj.refuge),
                fact(_("rescue unit"), obj.rescue_unit),
                fact(_("medical unit"), obj.medical_unit),
                fact(_("cards issued on"), obj.card_issued_on),
            ),
        ]

    def own_verbs(self, obj: GeoHazardPoint) -> Iterable[Verb]:
        """Report, print the cards, appoint a monitor."""
        if obj.state == GeoState.REMOVED:
            return
        if self.rights.can(self.actor, OBSERVE, obj):
            yield Verb(
                "observe",
                _("Report what is seen"),
                reverse("natural_hazards:observe", args=[obj.pk]),
                method="get",
                style="primary",
                icon="eye",
            )
        yield Verb(
            "cards",
            _("Print the cards"),
            reverse("natural_hazards:cards", args=[obj.pk]),
            method="get",
            icon="printer",
        )
        if self.rights.can(self.actor, CHANGE_GEO, obj):
            yield Verb(
                "monitor",
                _("Appoint a monitor"),
                reverse("natural_hazards:monitor_new", args=[obj.pk]),
                method="get",
                icon="user-plus",
            )

    def own_panels(self, obj: GeoHazardPoint) -> Iterable[dict[str, Any]]:
        """Monitors, inspections, observations, photos."""
        monitors = self._monitors(obj)
        people = list_people_info([m.person_id for m in monitors], self.actor)
        may_end = self.rights.can(self.actor, CHANGE_GEO, obj)
        yield {
            "id": "monitors",
            "title": _("Group monitors"),
            "template": "natural_hazards/_monitors.html",
            "monitors": [
                {
                    "name": people[m.person_id].name,
                    "url": people[m.person_id].url,
                    "phone": people[m.person_id].phone,
                    "is_first": m.is_first,
                    "since": m.since_on,
                    "end_url": reverse("natural_hazards:monitor_end", args=[m.pk])
                    if may_end
                    else "",
                }
                for m in monitors
                if m.person_id in people
            ],
        }
        inspections = visible(GeoInspection, self.actor).filter(geo_point=obj)
        yield {
            "id": "inspections",
            "title": _("Three inspections"),
            "rows": [
                {
                    "label": f"{row.year} {row.get_kind_display()}"
                    + (f" · {row.round}" if row.round > 1 else ""),
                    "url": row.get_absolute_url(),
                    "state": {"label": row.get_state_display(), "tone": row.tone},
                    "due": row.due_at if row.state == "planned" else None,
                    "at": row.recorded_at,
                }
                for row in inspections.order_by("-year", "-due_at")[:12]
            ],
            "empty": _("No inspection is planned yet."),
        }
        observations = visible(GeoObservation, self.actor).filter(geo_point=obj)
        yield {
            "id": "observations",
            "title": _("What was seen"),
            "rows": [observation_row(row) for row in observations.order_by("-at", "-pk")[:12]],
            "empty": _("Nothing was reported yet."),
        }
        photos = [file for file in attachments_of(obj) if file.mime.startswith("image/")]
        if photos:
            yield {
                "id": "photos",
                "title": _("photos"),
                "rows": [
                    {"label": file.name, "url": file.url, "at": file.created_at}
                    for file in photos[:PHOTOS]
                ],
            }


class GeoPointStep(TransitionView):
    """Treatment, back under watch, struck off."""

    model = GeoHazardPoint
    machine = GEO_POINT
    id_argument = "geo_point_id"
    services: ClassVar = {
        "treat": treat_geo_point,
        "watch_again": watch_geo_point_again,
        "strike_off": strike_off_geo_point,
    }


class GeoPointCreatePage(CreatePage):
    """Enter a hazard point."""

    model = GeoHazardPoint
    permission = CHANGE_GEO
    form_class = GeoPointForm
    form_takes_actor = True
    title = gettext_lazy("Enter a hazard point")
    breadcrumbs: ClassVar = POINTS
    cancel_url = "/natural_hazards/geo-points/"

    def save(self, form: Any) -> GeoHazardPoint:
        """Write it."""
        return register_geo_point(actor=self.actor, **form.values())


class GeoPointChangePage(ChangePage):
    """Correct a hazard point."""

    model = GeoHazardPoint
    permission = CHANGE_GEO
    form_class = GeoPointChangeForm
    form_takes_actor = True
    breadcrumbs: ClassVar = POINTS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        left_out = ("code", "region_code", "longitude", "latitude", "responsible")
        names = [name for name in GeoPointForm.base_fields if name not in left_out]
        found = {name: getattr(self.obj, name) for name in names}
        place = {"longitude": self.obj.location.x, "latitude": self.obj.location.y}
        return {**found, **place, "responsible": self.obj.responsible_id or ""}

    def save(self, form: Any) -> GeoHazardPoint:
        """Write it."""
        values = form.values()
        return change_geo_point(
            geo_point_id=self.obj.pk,
            organisation_id=self.obj.organisation_id,
            actor=self.actor,
            **values,
        )


class MonitorPage(ChangePage):
    """Appoint a group monitor."""

    model = GeoHazardPoint
    permission = CHANGE_GEO
    form_class = MonitorForm
    form_takes_actor = True
    title = gettext_lazy("Appoint a monitor")
    breadcrumbs: ClassVar = POINTS

    def get_initial(self) -> Mapping[str, Any]:
        """Nobody yet."""
        return {}

    def save(self, form: Any) -> GeoHazardPoint:
        """Appoint, and lead back to the point."""
        values = form.cleaned_data
        appoint_monitor(
            geo_point_id=self.obj.pk,
            person_id=values["person"],
            is_first=values["is_first"],
            actor=self.actor,
        )
        point: GeoHazardPoint = self.obj
        return point


@require_POST
@requires(CHANGE_GEO)
def monitor_end(request: ActorRequest, pk: int) -> HttpResponse:
    """End a monitor's duty."""
    monitor = end_monitor(monitor_id=pk, actor=request.actor)
    return go_to(request, monitor.geo_point.get_absolute_url())


@requires(VIEW_GEO)
def cards(request: ActorRequest, pk: int) -> HttpResponse:
    """Show the two cards of a point, to print and hand out."""
    point = get_visible(GeoHazardPoint, pk, actor=request.actor)
    monitors = GroupMonitor.objects.filter(geo_point=point, until_on__isnull=True)
    ids = [*monitors.values_list("person_id", flat=True), point.responsible_id]
    # Who may have a number shown gets it in full: a card with half a number helps nobody.
    people = {i: person_info(i, request.actor, reveal=True) for i in ids if i is not None}
    page = {
        "title": _("Cards of %(name)s") % {"name": point.name},
        "breadcrumbs": [
            {"label": _("Geological hazard points"), "url": reverse("natural_hazards:geo_points")},
            {"label": point.name, "url": point.get_absolute_url()},
        ],
        "back_url": point.get_absolute_url(),
        "may_issue": request.actor.has(CHANGE_GEO),
    }
    context = {
        "page": page,
        "point": point,
        "monitors": [people[i] for i in ids[:-1] if i in people],
        "responsible": people.get(point.responsible_id or 0),
        "printed_on": clock.today(),
        "property": number(point.threatened_property_yuan / 10_000, 1),
    }
    return render_page(request, "natural_hazards/cards.html", context)


@require_POST
@requires(CHANGE_GEO)
def cards_issued(request: ActorRequest, pk: int) -> HttpResponse:
    """Note that the cards were handed out."""
    return go_to(request, issue_cards(geo_point_id=pk, actor=request.actor).get_absolute_url())
