"""The list of devices, the device with its points, registering and correcting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from anlan.kernel.pages.base import find_url
from anlan.monitoring.devices.choices import CONNECTION_TONES, STATE_TONES, DeviceState
from anlan.monitoring.devices.forms import DeviceChangeForm, DeviceForm
from anlan.monitoring.devices.models import Device, Point
from anlan.monitoring.devices.permissions import CHANGE, IMPORT
from anlan.monitoring.devices.readings import newest_readings
from anlan.monitoring.devices.services.devices import (
    change_device,
    commission_device,
    maintain_device,
    register_device,
    retire_device,
)
from anlan.monitoring.devices.states import DEVICE
from anlan.monitoring.devices.tables import DeviceTable


def _calibration_due(_actor: Any) -> Q:
    return Q(calibration_due_on__lte=clock.today()) & ~Q(state=DeviceState.RETIRED)


class DeviceListPage(ListPage):
    """All devices of one's area."""

    model = Device
    table_class = DeviceTable
    saved_filters: ClassVar = (
        SavedFilter("all", gettext_lazy("All")),
        SavedFilter("service", gettext_lazy("In service"), Q(state=DeviceState.IN_SERVICE)),
        SavedFilter(
            "maintenance",
            gettext_lazy("Under maintenance"),
            Q(state=DeviceState.MAINTENANCE),
            counted=True,
        ),
        SavedFilter("calibration", gettext_lazy("Calibration due"), _calibration_due, counted=True),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("state", gettext_lazy("state")),
        Facet("protocol", gettext_lazy("protocol")),
    )
    search_fields = ("code", "name")
    search_placeholder = gettext_lazy("Code or name")
    ordering = ("code",)
    select_related = ("region", "enterprise")
    hidden_columns = ("period_s", "calibration_due_on")
    create_url_name = "devices:create"
    create_permission = CHANGE
    create_label = gettext_lazy("Register a device")
    import_url_name = "devices:import"
    import_permission = IMPORT
    map_layer = "devices"
    live_topic = "devices"
    empty_title = gettext_lazy("No device yet")
    empty_text = gettext_lazy("Every sensor of your area stands here with what it measures.")

    def queryset(self) -> QuerySet[Any]:
        """Add when each device was last heard of."""
        heard = (
            Point.objects.filter(device=OuterRef("pk"))
            .order_by()
            .values("device")
            .annotate(at=Max("latest__received_at"))
            .values("at")
        )
        rows: QuerySet[Any] = super().queryset().annotate(heard_at=Subquery(heard))
        return rows


class DevicePage(ObjectPage):
    """One device, its points with their newest readings and curves."""

    model = Device
    template = "devices/device.html"
    machine = DEVICE
    state_tones = STATE_TONES
    select_related = ("region", "enterprise", "owner")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    transition_url_name = "devices:transition"
    transition_confirms: ClassVar = {
        "retire": gettext_lazy("What a retired device sends is refused from now on.")
    }
    edit_url_name = "devices:change"
    edit_permission = CHANGE
    live_topic = "device:{pk}"

    def number(self, obj: Device) -> str:
        """Its code."""
        return obj.code

    def get_subtitle(self, obj: Device) -> str:
        """Whose it is and where it stands."""
        return " · ".join(str(part) for part in (obj.enterprise, obj.place, obj.region) if part)

    def map_url(self, obj: Device) -> str:
        """The map at the device."""
        address = find_url("onemap:map")
        if not address or obj.location is None:
            return ""
        return f"{address}?at={obj.location.x:.6f},{obj.location.y:.6f}&layer=devices"

    def facts(self, obj: Device) -> list[dict[str, Any]]:
        """What it is, how it speaks, when it must be calibrated."""
        where = f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location else None
        enterprise = obj.enterprise
        return [
            fact_group(
                _("Device"),
                fact(_("kind"), obj.get_kind_display()),
                fact(_("maker and type"), obj.maker),
                fact(
                    _("enterprise"),
                    str(enterprise) if enterprise else None,
                    url=enterprise.get_absolute_url() if enterprise else "",
                ),
                fact(_("owner"), str(obj.owner) if obj.owner else None),
                fact(_("region"), str(obj.region)),
                fact(_("coordinates"), where, help="WGS-84"),
            ),
            fact_group(
                _("Operation"),
                fact(_("protocol"), obj.get_protocol_display()),
                fact(_("topic"), f"anlan/v1/telemetry/{obj.code}"),
                fact(_("sampling period"), f"{obj.period_s:g}", unit="s"),
                fact(_("installed on"), obj.installed_on),
                fact(_("calibration due on"), obj.calibration_due_on),
            ),
        ]

    def own_panels(self, obj: Device) -> Iterable[dict[str, Any]]:
        """The points: newest reading, connection, curve."""
        points = list(obj.points.order_by("pk"))
        newest = newest_readings(points, obj.period_s)
        rows = []
        for point in points:
            reading = newest[point.pk]
            rows.append(
                {
                    "point": point,
                    "value": reading.value,
                    "at": reading.at,
                    "state": {
                        "label": reading.connection.label,
                        "tone": CONNECTION_TONES[reading.connection],
                    },
                    "chart": {
                        "id": f"curve-{point.pk}",
                        "title": point.name,
                        "url": find_url("telemetry:series", point.pk),
                        "hours": 6,
                        "periods": [1, 6, 24, 168],
                        "height": 200,
                        "unit": point.unit,
                        "decimals": point.decimals,
                    },
                }
            )
        yield {
            "id": "points",
            "title": _("Points"),
            "count": len(rows),
            "template": "devices/_points.html",
            "points": rows,
            "wide": True,
        }


class DeviceTransition(TransitionView):
    """Into service, under maintenance, out of use."""

    model = Device
    machine = DEVICE
    id_argument = "device_id"
    services: ClassVar = {
        "commission": commission_device,
        "maintain": maintain_device,
        "retire": retire_device,
    }


class DeviceCreatePage(CreatePage):
    """Register a device."""

    model = Device
    permission = CHANGE
    form_class = DeviceForm
    form_takes_actor = True
    title = gettext_lazy("Register a device")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    cancel_url = "/devices/"

    def save(self, form: Any) -> Device:
        """Register it."""
        values = dict(form.cleaned_data)
        values["region_id"] = values.pop("region").pk
        return register_device(actor=self.actor, **values)


class DeviceChangePage(ChangePage):
    """Correct what is written of a device."""

    model = Device
    permission = CHANGE
    form_class = DeviceChangeForm

    def save(self, form: Any) -> Device:
        """Change it."""
        return change_device(device_id=self.obj.pk, actor=self.actor, **form.cleaned_data)
