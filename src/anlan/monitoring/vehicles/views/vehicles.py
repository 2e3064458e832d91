"""Vehicles: list, page, registering and correcting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.pages import (
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    TransitionView,
    fact,
    fact_group,
)
from anlan.kernel.pages.base import find_url
from anlan.kernel.registry import Verb
from anlan.monitoring.vehicles.choices import (
    PRESENCE_TONES,
    STATE_TONES,
    TRIP_TONES,
    Presence,
    RuleKind,
    VehicleKind,
    VehicleState,
)
from anlan.monitoring.vehicles.constants import MOVING_FROM_KM_H, OFFLINE_AFTER_S
from anlan.monitoring.vehicles.forms import (
    VehicleChangeForm,
    VehicleForm,
)
from anlan.monitoring.vehicles.models import (
    LiveState,
    TerminalOrder,
    Trip,
    Vehicle,
    Violation,
)
from anlan.monitoring.vehicles.permissions import (
    CHANGE,
    IMPORT,
    SET_TERMINAL,
    TEXT_DRIVER,
    VIEW_DRIVER,
)
from anlan.monitoring.vehicles.selectors.loads import current_trips, goods_words
from anlan.monitoring.vehicles.services.orders import why_not_reachable
from anlan.monitoring.vehicles.services.vehicles import (
    change_vehicle,
    register_vehicle,
    resume_vehicle,
    retire_vehicle,
    suspend_vehicle,
)
from anlan.monitoring.vehicles.states import VEHICLE
from anlan.monitoring.vehicles.tables import VehicleTable
from anlan.monitoring.vehicles.views.crumbs import CRUMBS
from anlan.monitoring.vehicles.views.orders import order_row


def presence_of(live: LiveState | None) -> Presence:
    """Tell how a vehicle is seen now."""
    if live is None:
        return Presence.UNKNOWN
    if (clock.now() - live.received_at).total_seconds() > OFFLINE_AFTER_S:
        return Presence.OFFLINE
    return Presence.MOVING if live.speed_km_h >= MOVING_FROM_KM_H else Presence.STOPPED


def _heard_since() -> Any:
    return clock.now() - timedelta(seconds=OFFLINE_AFTER_S)


def _moving(_actor: Actor) -> Q:
    return Q(live__received_at__gte=_heard_since(), live__speed_km_h__gte=MOVING_FROM_KM_H)


def _silent(_actor: Actor) -> Q:
    silent = Q(live__isnull=True) | Q(live__received_at__lt=_heard_since())
    return silent & Q(state=VehicleState.IN_SERVICE)


class VehicleListPage(ListPage):
    """All vehicles of 两客一危 of one's area."""

    model = Vehicle
    template = "vehicles/list.html"
    table_class = VehicleTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All"), ~Q(state=VehicleState.RETIRED)),
        SavedFilter("moving", gettext_lazy("On the road"), _moving, counted=True),
        SavedFilter("silent", gettext_lazy("Offline"), _silent, counted=True),
        SavedFilter(
            "violating", gettext_lazy("With a violation"), Q(live__level__gt=0), counted=True
        ),
        SavedFilter("retired", gettext_lazy("Deregistered"), Q(state=VehicleState.RETIRED)),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("state", gettext_lazy("state")),
    )
    search_fields = ("search_text",)
    search_placeholder = gettext_lazy("Plate or operator")
    ordering = ("plate",)
    select_related = ("enterprise", "driver", "live")
    hidden_columns = ("inspection_due_on",)
    create_url_name = "vehicles:create"
    create_permission = CHANGE
    create_label = gettext_lazy("Register a vehicle")
    import_url_name = "vehicles:import"
    import_permission = IMPORT
    map_layer = "vehicles"
    live_topic = "vehicles"
    empty_title = gettext_lazy("No vehicle yet")
    empty_text = gettext_lazy(
        "Coaches, chartered coaches and dangerous-goods vehicles of your area stand here with "
        "where they are and what they carry. Register one, or connect its terminal first."
    )

    def describe(self, *args: Any) -> dict[str, Any]:
        """Add the way to the drivers for who may read them."""
        may_read = self.actor.has(VIEW_DRIVER)
        return super().describe(*args) | {
            "drivers_url": reverse("vehicles:drivers") if may_read else ""
        }


def _trip_row(trip: Trip) -> Mapping[str, Any]:
    return {
        "label": f"{trip.number} · {trip.destination}",
        "url": trip.get_absolute_url(),
        "state": {"label": trip.get_state_display(), "tone": TRIP_TONES[trip.state]},
        "at": trip.planned_from,
    }


def violation_row(violation: Violation) -> Mapping[str, Any]:
    """One violation in a small list."""
    return {
        "label": RuleKind(violation.rule).label,
        "url": violation.get_absolute_url(),
        "level": violation.level,
        "value": f"{violation.value:g} {violation.unit}" if violation.value else "",
        "at": violation.begun_at,
    }


class VehiclePage(ObjectPage):
    """One vehicle: where it is, what it has on board, where it was."""

    model = Vehicle
    template = "vehicles/vehicle.html"
    machine = VEHICLE
    state_tones = STATE_TONES
    select_related = ("enterprise", "region", "device", "driver", "live", "live__driver")
    breadcrumbs = CRUMBS
    transition_url_name = "vehicles:transition"
    edit_url_name = "vehicles:change"
    edit_permission = CHANGE
    live_topic = "vehicle:{pk}"
    related: ClassVar = (
        RelatedList(
            "violations",
            gettext_lazy("Violations"),
            Violation,
            lambda rows, vehicle: rows.filter(vehicle=vehicle).order_by("-begun_at"),
            violation_row,
            url=lambda vehicle: f"{reverse('vehicles:violations')}?tab=all&q={vehicle.plate}",
            empty=gettext_lazy("This vehicle has kept every rule so far."),
        ),
        RelatedList(
            "trips",
            gettext_lazy("Dangerous-goods trips"),
            Trip,
            lambda rows, vehicle: rows.filter(vehicle=vehicle).order_by("-planned_from"),
            _trip_row,
            url=lambda vehicle: f"{reverse('vehicles:trips')}?tab=all&q={vehicle.plate}",
            empty=gettext_lazy("No trip was filed for this vehicle."),
        ),
        RelatedList(
            "orders",
            gettext_lazy("Sent to the terminal"),
            TerminalOrder,
            lambda rows, vehicle: rows.filter(vehicle=vehicle).order_by("-created_at", "-pk"),
            order_row,
            url=lambda vehicle: f"{reverse('vehicles:orders')}?q={vehicle.plate}",
            empty=gettext_lazy("No text and no settings were sent to this terminal."),
        ),
    )

    def get_subtitle(self, obj: Vehicle) -> str:
        """Kind and operator."""
        return f"{obj.get_kind_display()} · {obj.enterprise}"

    def own_verbs(self, obj: Vehicle) -> Iterable[Verb]:
        """What can be said to its terminal; a vehicle without one says why not."""
        reason = why_not_reachable(obj)
        for name, label, icon, permission in (
            ("text", _("Text to the driver"), "messages", TEXT_DRIVER),
            ("terminal", _("Set the terminal"), "adjustments-horizontal", SET_TERMINAL),
        ):
            if self.rights.can(self.actor, permission, obj):
                url = reverse(f"vehicles:{name}", args=[obj.pk])
                yield Verb(name, label, url, "get", blocked_reason=reason, icon=icon)

    def live(self, obj: Vehicle) -> LiveState | None:
        """Its newest position."""
        return getattr(obj, "live", None)

    def note(self, obj: Vehicle) -> Mapping[str, Any] | None:
        """What is on board comes first."""
        trip = current_trips([obj.pk]).get(obj.pk)
        if trip is None:
            return None
        goods = goods_words(trip.goods.all())
        return {
            "text": _("On board now: %(goods)s, from %(origin)s to %(destination)s.")
            % {"goods": goods, "origin": trip.origin, "destination": trip.destination},
            "tone": "warning",
        }

    def map_url(self, obj: Vehicle) -> str:
        """The one map at the vehicle."""
        live = self.live(obj)
        address = find_url("onemap:map")
        if not address or live is None:
            return ""
        return f"{address}?at={live.location.x:.6f},{live.location.y:.6f}&zoom=14&layer=vehicles"

    def facts(self, obj: Vehicle) -> list[dict[str, Any]]:
        """Where it is now, what it is, who drives it."""
        live = self.live(obj)
        presence = presence_of(live)
        now = [
            fact(_("seen as"), state={"label": presence.label, "tone": PRESENCE_TONES[presence]})
        ]
        if live is not None:
            now += [
                fact(_("time of the position"), at=live.at),
                fact(_("speed"), f"{live.speed_km_h:.0f}", unit="km/h"),
                fact(
                    _("speed limit here"),
                    f"{live.limit_km_h:.0f}" if live.limit_km_h else None,
                    unit="km/h" if live.limit_km_h else "",
                    help=live.get_road_class_display(),
                ),
                fact(_("driving since"), at=live.driving_since),
                fact(
                    _("mileage"), f"{live.mileage_km:,.1f}" if live.mileage_km else None, unit="km"
                ),
                fact(
                    _("coordinates"),
                    f"{live.location.x:.6f}, {live.location.y:.6f}",
                    help="WGS-84",
                ),
            ]
        may_read = self.actor.has(VIEW_DRIVER)
        driver = (live.driver if live else None) or obj.driver
        own = [
            fact(_("kind"), obj.get_kind_display()),
            fact(
                pgettext("transport", "operator"),
                str(obj.enterprise),
                url=obj.enterprise.get_absolute_url(),
            ),
            fact(
                _("driver"),
                str(driver) if driver else None,
                url=driver.get_absolute_url() if driver and may_read else "",
                help=_("by card") if live and live.driver_id else "",
            ),
            fact(
                _("terminal"),
                obj.device.code if obj.device else None,
                url=obj.device.get_absolute_url() if obj.device else "",
            ),
            fact(_("inspection due on"), obj.inspection_due_on),
        ]
        if obj.kind == VehicleKind.HAZMAT:
            own += [
                fact(_("permitted load"), f"{obj.load_t:g}" if obj.load_t else None, unit="t"),
                fact(
                    _("permitted goods"), "、".join(c.name for c in obj.permitted.all()), wide=True
                ),
            ]
        else:
            own += [
                fact(_("seats"), obj.seats),
                fact(_("exempt from the night hours"), _("yes") if obj.runs_at_night else _("no")),
            ]
        return [fact_group(_("Now"), *now), fact_group(_("Vehicle"), *own)]

    def describe(self, obj: Vehicle) -> dict[str, Any]:
        """Add the track with its playback."""
        today = timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
        words = {
            "play": pgettext("playback", "Play"),
            "pause": pgettext("playback", "Pause"),
            "stop": _("stay of {time}"),
            "none": _("No position in this time."),
            "sums": _("{distance} km, {driving} of driving, at most {speed} km/h"),
            "slow": _("below 40 km/h"),
            "middle": _("40 to 60 km/h"),
            "quick": _("60 to 80 km/h"),
            "fast": _("above 80 km/h"),
            "hours": _("{n} h"),
            "minutes": _("{n} min"),
        }
        return super().describe(obj) | {
            "track": {
                "mode": "panel",
                "topic": "vehicles",
                "visible": [],
                "id": "track-map",
                "track": {
                    "url": reverse("vehicles:track", args=[obj.pk]),
                    "periods": [
                        {"label": _("3 hours"), "hours": 3},
                        {"label": _("24 hours"), "hours": 24},
                        {"label": _("7 days"), "hours": 168},
                    ],
                    "today": today.isoformat(),
                    "words": words,
                },
            }
        }


class VehicleTransition(TransitionView):
    """Out of operation, back into it, deregistered."""

    model = Vehicle
    machine = VEHICLE
    id_argument = "vehicle_id"
    services: ClassVar = {
        "suspend": suspend_vehicle,
        "resume": resume_vehicle,
        "retire": retire_vehicle,
    }


class VehicleCreatePage(CreatePage):
    """Register a vehicle."""

    model = Vehicle
    permission = CHANGE
    form_class = VehicleForm
    form_takes_actor = True
    title = gettext_lazy("Register a vehicle")
    breadcrumbs = CRUMBS
    cancel_url = "/vehicles/"

    def save(self, form: Any) -> Vehicle:
        """Register it."""
        return register_vehicle(actor=self.actor, **form.cleaned_data)


class VehicleChangePage(ChangePage):
    """Correct what is written of a vehicle."""

    model = Vehicle
    permission = CHANGE
    form_class = VehicleChangeForm
    form_takes_actor = True

    def get_initial(self) -> Mapping[str, Any]:
        """Its present values."""
        return {
            "terminal": self.obj.device.code if self.obj.device else "",
            "driver_id": self.obj.driver_id,
            "seats": self.obj.seats,
            "load_t": self.obj.load_t,
            "permitted_ids": list(self.obj.permitted.values_list("pk", flat=True)),
            "runs_at_night": self.obj.runs_at_night,
            "inspection_due_on": self.obj.inspection_due_on,
        }

    def save(self, form: Any) -> Vehicle:
        """Change it."""
        return change_vehicle(vehicle_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
