"""Dangerous-goods trips and violations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import (
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.registry import Verb
from anlan.monitoring.vehicles.choices import TRIP_TONES, RuleKind, TripState
from anlan.monitoring.vehicles.forms import GOODS_LINES, TripForm
from anlan.monitoring.vehicles.models import Trip, Violation
from anlan.monitoring.vehicles.packing import thin
from anlan.monitoring.vehicles.permissions import FILE_TRIP, VIEW_DRIVER
from anlan.monitoring.vehicles.selectors.tracks import read_track
from anlan.monitoring.vehicles.services.trips import arrive, cancel_trip, depart, file_trip
from anlan.monitoring.vehicles.states import TRIP
from anlan.monitoring.vehicles.tables import TripTable, ViolationTable
from anlan.monitoring.vehicles.views.crumbs import CRUMBS
from anlan.monitoring.vehicles.views.fences import drawing
from anlan.monitoring.vehicles.views.live import MOST_POINTS

TRIP_CRUMBS = (*CRUMBS, (gettext_lazy("Dangerous-goods trips"), "vehicles:trips"))


def _late(_actor: Actor) -> Q:
    return Q(state=TripState.UNDER_WAY, planned_to__lt=clock.now())


class TripListPage(ListPage):
    """Waybills: what is on its way now first."""

    model = Trip
    table_class = TripTable
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter(
            "under_way",
            pgettext_lazy("trips", "Under way"),
            Q(state=TripState.UNDER_WAY),
            counted=True,
        ),
        SavedFilter("late", gettext_lazy("Late"), _late, counted=True),
        SavedFilter(
            "planned", pgettext_lazy("trips", "Planned"), Q(state=TripState.PLANNED), counted=True
        ),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (Facet("state", gettext_lazy("state")),)
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Number, plate, substance, place")
    ordering = ("-planned_from",)
    select_related = ("vehicle", "enterprise")
    prefetch_related = ("goods__chemical",)
    create_url_name = "vehicles:trip_create"
    create_permission = FILE_TRIP
    create_label = gettext_lazy("File a trip")
    live_topic = "trips"
    empty_title = gettext_lazy("No trip here")
    empty_text = gettext_lazy(
        "Every journey of a dangerous-goods vehicle is filed with what it carries, before it "
        "departs; an alarm or incident then shows what is on board."
    )


class TripPage(ObjectPage):
    """One trip with its waybill."""

    model = Trip
    template = "vehicles/trip.html"
    machine = TRIP
    state_tones = TRIP_TONES
    select_related = ("vehicle", "enterprise", "driver", "escort")
    breadcrumbs = TRIP_CRUMBS
    transition_url_name = "vehicles:trip_transition"
    live_topic = "trips"

    def get_subtitle(self, obj: Trip) -> str:
        """From where to where."""
        return f"{obj.origin} → {obj.destination}"

    def note(self, obj: Trip) -> Mapping[str, Any] | None:
        """A vehicle off its route comes first."""
        off = Violation.objects.filter(
            vehicle_id=obj.vehicle_id, rule=RuleKind.OFF_ROUTE, ended_at__isnull=True
        )
        if obj.state == TripState.UNDER_WAY and off.exists():
            return {"text": _("The vehicle is off the planned route."), "tone": "danger"}
        return None

    def due(self, obj: Trip) -> Any:
        """When it should arrive."""
        if obj.state != TripState.UNDER_WAY:
            return None
        return {"due_at": obj.planned_to, "label": _("planned arrival")}

    def facts(self, obj: Trip) -> list[dict[str, Any]]:
        """Who sends what to whom, by whom, when."""
        may_read = self.actor.has(VIEW_DRIVER)

        def person(who: Any) -> dict[str, Any]:
            return {"url": who.get_absolute_url() if who and may_read else ""}

        return [
            fact_group(
                _("Waybill"),
                fact(_("vehicle"), obj.vehicle.plate, url=obj.vehicle.get_absolute_url()),
                fact(_("carrier"), str(obj.enterprise), url=obj.enterprise.get_absolute_url()),
                fact(_("driver"), str(obj.driver) if obj.driver else None, **person(obj.driver)),
                fact(_("escort"), str(obj.escort) if obj.escort else None, **person(obj.escort)),
                fact(_("shipper"), obj.shipper),
                fact(_("receiver"), obj.receiver),
                fact(_("receiver's emergency number"), obj.receiver_phone),
            ),
            fact_group(
                _("Journey"),
                fact(_("place of loading"), obj.origin),
                fact(_("place of unloading"), obj.destination),
                fact(_("route"), obj.route_text, wide=True),
                fact(_("planned departure"), at=obj.planned_from),
                fact(_("planned arrival"), at=obj.planned_to),
                fact(_("departed at"), at=obj.departed_at),
                fact(_("arrived or cancelled at"), at=obj.ended_at),
            ),
        ]

    def own_panels(self, obj: Trip) -> Iterable[Mapping[str, Any]]:
        """The goods, each with its substance card."""
        goods = list(obj.goods.select_related("chemical"))
        yield {
            "id": "goods",
            "title": _("Goods"),
            "count": len(goods),
            "template": "vehicles/_goods.html",
            "goods": goods,
            "wide": True,
        }

    def describe(self, obj: Trip) -> dict[str, Any]:
        """Add the planned route and the way driven so far on a small map."""
        driven = _driven(obj)
        shapes: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = []
        if obj.route:
            line = json.loads(obj.route.geojson)
            shapes.append(("route", _("planned route"), {"kind": "ring"}, line))
        if driven:
            line = {"type": "LineString", "coordinates": driven}
            shapes.append(("driven", _("way driven"), {"kind": "route"}, line))
            here = {"type": "Point", "coordinates": driven[-1]}
            shapes.append(("vehicle", obj.vehicle.plate, {"level": 4}, here))
        if not shapes:
            return super().describe(obj)
        places = [*(obj.route.coords if obj.route else ()), *driven]
        xs, ys = [x for x, _y in places], [y for _x, y in places]
        way = {
            "mode": "panel",
            "visible": [],
            "id": "trip-map",
            "focus": {"bounds": [min(xs), min(ys), max(xs), max(ys)]},
            "overlays": [
                {
                    "id": name,
                    "title": title,
                    **look,
                    "data": {"type": "Feature", "properties": {"label": title}, "geometry": shape},
                }
                for name, title, look, shape in shapes
            ],
        }
        return super().describe(obj) | {"way": way}


def _driven(trip: Trip) -> list[list[float]]:
    """Return where the vehicle was since the trip departed."""
    if trip.departed_at is None:
        return []
    until = trip.ended_at or clock.now()
    track = thin(read_track(trip.vehicle_id, trip.departed_at, until), MOST_POINTS)
    places = zip(track.longitude.tolist(), track.latitude.tolist(), strict=True)
    return [[round(x, 6), round(y, 6)] for x, y in places]


class TripTransition(TransitionView):
    """Departure, arrival, cancelling."""

    model = Trip
    machine = TRIP
    id_argument = "trip_id"
    services: ClassVar = {"depart": depart, "arrive": arrive, "cancel": cancel_trip}


class TripCreatePage(CreatePage):
    """File a trip."""

    model = Trip
    permission = FILE_TRIP
    form_class = TripForm
    form_takes_actor = True
    title = gettext_lazy("File a dangerous-goods trip")
    breadcrumbs = TRIP_CRUMBS
    template = "vehicles/fence_form.html"
    steps: ClassVar = (
        {
            "id": "journey",
            "title": gettext_lazy("Journey"),
            "fields": (
                "number", "vehicle_id", "driver_id", "escort_id", "planned_from", "planned_to",
                "origin", "destination", "route_text", "route",
            ),
        },
        {
            "id": "parties",
            "title": gettext_lazy("Shipper and receiver"),
            "fields": ("shipper", "receiver", "receiver_phone"),
        },
        {
            "id": "goods",
            "title": gettext_lazy("Goods"),
            "help": gettext_lazy("Up to three substances; leave the other lines empty."),
            "fields": [
                f"{name}_{line}"
                for line in range(1, GOODS_LINES + 1)
                for name in ("chemical", "quantity", "packaging")
            ],
        },
    )  # fmt: skip
    cancel_url = "/vehicles/trips/"
    law = gettext_lazy(
        "Measures for the safety of road transport of dangerous goods "
        "(Ministry of Transport, 2019, No. 29)"
    )

    def describe(self, form: Any) -> dict[str, Any]:
        """Add the map on which the route is drawn."""
        hint = _("Click the corners of the route in order, from loading to unloading.")
        return super().describe(form) | {"map": drawing(field="route", hint=hint)}

    def save(self, form: Any) -> Trip:
        """File it."""
        return file_trip(actor=self.actor, **form.cleaned_data)


class ViolationListPage(ListPage):
    """What vehicles did wrong."""

    model = Violation
    table_class = ViolationTable
    breadcrumbs = CRUMBS
    saved_filters: ClassVar = (
        SavedFilter("open", gettext_lazy("Going on"), Q(ended_at__isnull=True), counted=True),
        SavedFilter("all", gettext_lazy("All")),
    )
    facets: ClassVar = (
        Facet("rule", gettext_lazy("rule")),
        Facet("level", gettext_lazy("level"), level=True),
    )
    search_fields = ("vehicle__search_text",)
    search_placeholder = gettext_lazy("Plate or operator")
    ordering = ("-begun_at",)
    select_related = ("vehicle", "enterprise", "driver", "fence")
    hidden_columns = ("fence",)
    live_topic = "vehicles"
    empty_title = gettext_lazy("No violation here")
    empty_text = gettext_lazy(
        "Speeding, forbidden night hours, fatigue and fences are judged with every position; what "
        "goes on now and what has been stands here."
    )


class ViolationPage(ObjectPage):
    """One violation: what, how much, where, by whom, and its alarm."""

    model = Violation
    template = "vehicles/violation.html"
    select_related = ("vehicle", "enterprise", "driver", "fence")
    breadcrumbs: ClassVar = (*CRUMBS, (gettext_lazy("Violations"), "vehicles:violations"))
    live_topic = "vehicles"

    def get_title(self, obj: Violation) -> str:
        """Plate and rule."""
        return f"{obj.vehicle.plate} · {RuleKind(obj.rule).label}"

    def level(self, obj: Violation) -> int | None:
        """How grave it is."""
        return obj.level

    def timeline(self, obj: Violation) -> None:
        """What people did stands with the alarm."""
        return None

    def own_verbs(self, obj: Violation) -> Iterable[Verb]:
        """The alarm, where people deal with it."""
        url = find_url("alarms:detail", obj.alarm_id) if obj.alarm_id else ""
        if url:
            yield Verb("alarm", _("Open the alarm"), url, "get", style="primary", icon="alarm")

    def describe(self, obj: Violation) -> dict[str, Any]:
        """Add the place on a small map."""
        focus = {"lon": obj.location.x, "lat": obj.location.y, "zoom": 13}
        data = {
            "type": "Feature",
            "properties": {"label": obj.vehicle.plate},
            "geometry": {"type": "Point", "coordinates": [obj.location.x, obj.location.y]},
        }
        overlay = {"id": "place", "title": obj.vehicle.plate, "level": obj.level, "data": data}
        place = {"mode": "panel", "visible": [], "focus": focus, "overlays": [overlay]}
        return super().describe(obj) | {"place": place | {"id": "violation-map"}}

    def map_url(self, obj: Violation) -> str:
        """The one map at the place."""
        address = find_url("onemap:map")
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&zoom=14" if address else ""

    def facts(self, obj: Violation) -> list[dict[str, Any]]:
        """What was seen and what is permitted."""
        seen = f"{obj.value:g}" if obj.value is not None else None
        may_read = self.actor.has(VIEW_DRIVER)
        return [
            fact_group(
                _("Violation"),
                fact(_("rule"), RuleKind(obj.rule).label),
                fact(_("seen"), seen, unit=obj.unit if seen else ""),
                fact(
                    _("permitted"),
                    f"{obj.limit:g}" if obj.limit is not None else None,
                    unit=obj.unit if obj.limit is not None else "",
                ),
                fact(_("begun at"), at=obj.begun_at),
                fact(_("ended at"), at=obj.ended_at)
                if obj.ended_at
                else fact(_("ended at"), _("goes on")),
                fact(
                    _("geofence"),
                    str(obj.fence) if obj.fence else None,
                    url=obj.fence.get_absolute_url() if obj.fence else "",
                ),
                fact(_("legal basis"), obj.legal_basis),
            ),
            fact_group(
                _("Vehicle"),
                fact(_("vehicle"), obj.vehicle.plate, url=obj.vehicle.get_absolute_url()),
                fact(
                    pgettext("transport", "operator"),
                    str(obj.enterprise),
                    url=obj.enterprise.get_absolute_url(),
                ),
                fact(
                    _("driver"),
                    str(obj.driver) if obj.driver else None,
                    url=obj.driver.get_absolute_url() if obj.driver and may_read else "",
                ),
                fact(
                    _("coordinates"),
                    f"{obj.location.x:.6f}, {obj.location.y:.6f}",
                    help="WGS-84",
                ),
            ),
        ]
