"""Stations, their levels against the stages, catchments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.apps import apps
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET
from orjson import dumps

from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import (
    ActorPage,
    ChangePage,
    CreatePage,
    Facet,
    ListPage,
    ObjectPage,
    RelatedList,
    SavedFilter,
    fact,
    fact_group,
)
from anlan.kernel.policy import get_visible, visible
from anlan.kernel.requests import ActorRequest, render_page, requires
from anlan.kernel.templatetags.anlan import number
from anlan.monitoring.natural_hazards.choices import LEVEL_STATIONS, Level, StationKind
from anlan.monitoring.natural_hazards.forms import (
    CatchmentForm,
    StationChangeForm,
    StationForm,
)
from anlan.monitoring.natural_hazards.models import (
    Catchment,
    HourlyValue,
    Station,
    StationPoint,
    Threshold,
)
from anlan.monitoring.natural_hazards.permissions import CHANGE_STATION, VIEW_STATION
from anlan.monitoring.natural_hazards.selectors.levels import levels_for
from anlan.monitoring.natural_hazards.services.stations import (
    change_station,
    register_station,
    save_catchment,
)
from anlan.monitoring.natural_hazards.tables import CatchmentTable, StationTable
from anlan.monitoring.natural_hazards.views.facets import TOWNSHIP

STATIONS = ((gettext_lazy("Monitoring stations"), "natural_hazards:stations"),)
CATCHMENTS = (*STATIONS, (gettext_lazy("Catchments"), "natural_hazards:catchments"))
#: What the curve of a station shows first.
QUANTITIES = {
    StationKind.RAIN: "rain_1h",
    StationKind.RIVER: "water_level",
    StationKind.RESERVOIR: "water_level",
    StationKind.SOIL: "soil_moisture",
    StationKind.WEATHER: "wind_speed",
    StationKind.FIRE_WEATHER: "fwi",
}
UNITS = {
    "rain_1h": "mm",
    "water_level": "m",
    "soil_moisture": "%",
    "wind_speed": "m/s",
    "fwi": "",
    "isi": "",
    "temperature": "°C",
    "humidity": "%",
    "flow": "m³/s",
}


class StationListPage(ListPage):
    """All stations of one's area."""

    model = Station
    table_class = StationTable
    saved_filters: ClassVar = (SavedFilter("all", gettext_lazy("All")),)
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        TOWNSHIP,
    )
    search_fields = ("name", "code")
    ordering = ("code",)
    select_related = ("region", "catchment")
    hidden_columns = ("datum", "is_active")
    create_url_name = "natural_hazards:station_create"
    create_permission = CHANGE_STATION
    create_label = gettext_lazy("Enter a station")
    map_layer = "natural_stations"
    empty_title = gettext_lazy("No station yet")
    empty_text = gettext_lazy("A registered device becomes a station with a place in the water.")


class StationPage(ObjectPage):
    """One station: where it stands, its stages, its curve, what its points measure."""

    model = Station
    template = "natural_hazards/station.html"
    select_related = ("region", "catchment", "device")
    breadcrumbs: ClassVar = STATIONS
    edit_url_name = "natural_hazards:station_change"
    edit_permission = CHANGE_STATION
    related: ClassVar = (
        RelatedList(
            "points",
            gettext_lazy("What its points measure"),
            StationPoint,
            lambda rows, station: rows.filter(station=station).select_related("point"),
            lambda row: {
                "label": str(row.point),
                "url": row.point.get_absolute_url(),
                "value": f"{row.get_role_display()} {row.window_h or ''}"
                + (" h" if row.window_h else ""),
            },
            empty=gettext_lazy("No point of the device fits a station."),
        ),
    )

    def number(self, obj: Station) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: Station) -> str:
        """What and where."""
        return f"{obj.get_kind_display()} · {obj.region}"

    def note(self, obj: Station) -> Mapping[str, Any] | None:
        """Whether the stages were compared."""
        if obj.has_level and not obj.is_stage_verified:
            text = _("The stages were not compared with the official list.")
            return {"text": text, "tone": "warning"}
        return None

    def facts(self, obj: Station) -> list[dict[str, Any]]:
        """Place, height, stages."""
        groups = [
            fact_group(
                _("Station"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("region"), str(obj.region)),
                fact(
                    _("catchment"),
                    str(obj.catchment) if obj.catchment else None,
                    url=obj.catchment.get_absolute_url() if obj.catchment else "",
                ),
                fact(_("elevation in metres"), number(obj.elevation_m), unit="m"),
                fact(_("height datum"), obj.get_datum_display()),
                fact(_("device"), str(obj.device), url=obj.device.get_absolute_url()),
            )
        ]
        if obj.has_level:
            groups.append(
                fact_group(
                    _("Stages"),
                    fact(_("warning stage"), number(obj.warning_stage_m), unit="m"),
                    fact(_("guarantee stage"), number(obj.guarantee_stage_m), unit="m"),
                    fact(_("highest stage on record"), number(obj.highest_stage_m), unit="m"),
                    fact(_("flood-limit level"), number(obj.flood_limit_m), unit="m"),
                    fact(_("source of the stages"), obj.stage_source, wide=True),
                )
            )
        return groups

    def describe(self, obj: Station) -> dict[str, Any]:
        """Add the curve of the last days."""
        page = super().describe(obj)
        quantity = QUANTITIES[StationKind(obj.kind)]
        page["chart"] = {
            "id": "station-curve",
            "title": str(obj),
            "url": reverse("natural_hazards:series", args=[obj.pk, quantity]),
            "hours": 168,
            "periods": [24, 72, 168, 720],
        }
        return page


@require_GET
@requires(VIEW_STATION)
def series(request: ActorRequest, pk: int, quantity: str) -> HttpResponse:
    """Answer the hourly curve of a station with its stages; 404 outside one's area."""
    station = get_visible(Station, pk, actor=request.actor)
    end = clock.now()
    since = end - timedelta(hours=720)
    rows = HourlyValue.objects.filter(
        station=station, quantity=quantity, at__gte=since, at__lte=end
    )
    found = {
        "unit": UNITS.get(quantity, ""),
        "title": str(station),
        "series": [
            [round(at.timestamp() * 1000), value]
            for at, value in rows.order_by("at").values_list("at", "value")
        ],
        "thresholds": stage_lines(station) if quantity == "water_level" else [],
        "spans": [],
        "as_of": end.isoformat(),
    }
    return HttpResponse(dumps(found, default=str), content_type="application/json")


def stage_lines(station: Station) -> list[dict[str, Any]]:
    """Return the stages as lines of a chart."""
    lines = (
        (Level.YELLOW, station.warning_stage_m, _("warning stage")),
        (Level.ORANGE, station.guarantee_stage_m, _("guarantee stage")),
        (Level.RED, station.highest_stage_m, _("highest stage on record")),
        (Level.YELLOW, station.flood_limit_m, _("flood-limit level")),
    )
    return [
        {"level": int(level), "value": value, "label": label, "direction": "high"}
        for level, value, label in lines
        if value is not None
    ]


class LevelsPage(ActorPage):
    """Rivers and reservoirs: present level, stages, how far above or below."""

    model = Station
    live_topic = "alarms"

    def get(self, request: Any) -> HttpResponse:
        """Show the table, what is above its stages first."""
        stations = visible(Station, self.actor).filter(kind__in=LEVEL_STATIONS, is_active=True)
        page = {
            "title": _("Rivers and reservoirs"),
            "live_topic": self.live_topic,
            "breadcrumbs": [
                {"label": _("Natural hazards"), "url": reverse("natural_hazards:overview")}
            ],
        }
        rows = levels_for(stations.select_related("region", "catchment"), clock.now())
        return render_page(request, "natural_hazards/levels.html", {"page": page, "rows": rows})


class StationCreatePage(CreatePage):
    """Make a device a station."""

    model = Station
    permission = CHANGE_STATION
    form_class = StationForm
    form_takes_actor = True
    title = gettext_lazy("Enter a station")
    breadcrumbs: ClassVar = STATIONS
    cancel_url = "/natural_hazards/stations/"

    def save(self, form: Any) -> Station:
        """Register it."""
        code = form.cleaned_data["device"].strip()
        devices = visible(apps.get_model("devices.Device"), self.actor)
        device = devices.filter(code=code).first()
        if device is None:
            raise InvalidInput(fields={"device": _("No device has this code.")})
        return register_station(device_id=device.pk, actor=self.actor, **form.values())


class StationChangePage(ChangePage):
    """Correct a station."""

    model = Station
    permission = CHANGE_STATION
    form_class = StationChangeForm
    form_takes_actor = True
    breadcrumbs: ClassVar = STATIONS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        names = [f for f in StationForm.base_fields if f not in ("code", "device", "catchment")]
        found = {name: getattr(self.obj, name) for name in names}
        return {**found, "catchment": self.obj.catchment_id or ""}

    def save(self, form: Any) -> Station:
        """Write it."""
        return change_station(station_id=self.obj.pk, actor=self.actor, **form.values())


class CatchmentListPage(ListPage):
    """All catchments."""

    model = Catchment
    table_class = CatchmentTable
    ordering = ("code",)
    select_related = ("region",)
    search_fields = ("name", "code", "river")
    breadcrumbs: ClassVar = STATIONS
    create_url_name = "natural_hazards:catchment_create"
    create_permission = CHANGE_STATION
    create_label = gettext_lazy("Enter a catchment")
    empty_title = gettext_lazy("No catchment yet")
    empty_text = gettext_lazy("A catchment tells which rain endangers which townships.")


class CatchmentPage(ObjectPage):
    """One catchment: its stations, townships and thresholds."""

    model = Catchment
    select_related = ("region",)
    breadcrumbs: ClassVar = CATCHMENTS
    edit_url_name = "natural_hazards:catchment_change"
    edit_permission = CHANGE_STATION
    related: ClassVar = (
        RelatedList(
            "stations",
            gettext_lazy("Monitoring stations"),
            Station,
            lambda rows, catchment: rows.filter(catchment=catchment).order_by("code"),
            lambda row: {
                "label": row.name,
                "url": row.get_absolute_url(),
                "value": row.get_kind_display(),
            },
            empty=gettext_lazy("No station stands in this catchment."),
        ),
        RelatedList(
            "thresholds",
            gettext_lazy("Thresholds of its own"),
            Threshold,
            lambda rows, catchment: rows.filter(catchment=catchment, is_active=True),
            lambda row: {"label": str(row), "url": row.get_absolute_url(), "level": row.level},
            empty=gettext_lazy("The county's thresholds hold here."),
        ),
    )

    def number(self, obj: Catchment) -> str:
        """Its code."""
        return obj.code

    def facts(self, obj: Catchment) -> list[dict[str, Any]]:
        """Size, time, townships."""
        townships = "、".join(str(t) for t in obj.townships.defer("boundary"))
        return [
            fact_group(
                _("Catchment"),
                fact(_("river"), obj.river),
                fact(_("region"), str(obj.region)),
                fact(_("area in km²"), number(obj.area_km2), unit="km²"),
                fact(_("time of concentration in hours"), number(obj.concentration_h), unit="h"),
                fact(_("townships"), townships, wide=True),
            )
        ]


class CatchmentCreatePage(CreatePage):
    """Enter a catchment."""

    model = Catchment
    permission = CHANGE_STATION
    form_class = CatchmentForm
    form_takes_actor = True
    title = gettext_lazy("Enter a catchment")
    breadcrumbs: ClassVar = CATCHMENTS
    cancel_url = "/natural_hazards/catchments/"

    def save(self, form: Any) -> Catchment:
        """Write it."""
        return save_catchment(actor=self.actor, **form.cleaned_data)


class CatchmentChangePage(ChangePage):
    """Correct a catchment."""

    model = Catchment
    permission = CHANGE_STATION
    form_class = CatchmentForm
    form_takes_actor = True
    breadcrumbs: ClassVar = CATCHMENTS

    def get_initial(self) -> Mapping[str, Any]:
        """What stands there."""
        names: Iterable[str] = ("code", "name", "river", "area_km2", "concentration_h")
        found = {name: getattr(self.obj, name) for name in names}
        codes = list(self.obj.townships.values_list("code", flat=True))
        return {**found, "region_code": self.obj.region_id, "township_codes": codes}

    def save(self, form: Any) -> Catchment:
        """Write it."""
        return save_catchment(catchment_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
