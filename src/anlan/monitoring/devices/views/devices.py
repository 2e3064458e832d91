"""The list of devices, the device with its points, care and credentials."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.pages import (
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
from anlan.monitoring.devices.choices import (
    CALIBRATION_TONES,
    CONNECTION_TONES,
    STATE_TONES,
    Connection,
    DeviceState,
)
from anlan.monitoring.devices.constants import CALIBRATION_NOTICE_DAYS
from anlan.monitoring.devices.models import (
    Calibration,
    Device,
    DeviceCredential,
    DeviceHealth,
    Maintenance,
    Point,
)
from anlan.monitoring.devices.permissions import (
    CHANGE,
    CREDENTIAL,
    IMPORT,
    ONBOARD,
    SERVICE,
)
from anlan.monitoring.devices.protocols import problem_of_connection, problem_of_source
from anlan.monitoring.devices.readings import newest_readings
from anlan.monitoring.devices.services.devices import (
    commission_device,
    maintain_device,
    retire_device,
)
from anlan.monitoring.devices.services.templates import has_credentials
from anlan.monitoring.devices.states import DEVICE
from anlan.monitoring.devices.tables import DeviceTable, percent


def _calibration_due(_actor: Any) -> Q:
    return Q(calibration_due_on__lt=clock.today()) & ~Q(state=DeviceState.RETIRED)


def _calibration_soon(_actor: Any) -> Q:
    last = clock.today() + timedelta(days=CALIBRATION_NOTICE_DAYS)
    return Q(calibration_due_on__range=(clock.today(), last)) & ~Q(state=DeviceState.RETIRED)


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
        SavedFilter(
            "silent",
            gettext_lazy("Not heard of"),
            Q(state=DeviceState.IN_SERVICE)
            & (
                Q(health__isnull=True)
                | Q(health__connection__in=(Connection.OFFLINE, Connection.UNKNOWN))
            ),
            counted=True,
        ),
        SavedFilter(
            "calibration", gettext_lazy("Calibration overdue"), _calibration_due, counted=True
        ),
        SavedFilter("soon", gettext_lazy("Calibration due soon"), _calibration_soon, counted=True),
        SavedFilter(
            "new",
            gettext_lazy("Being connected"),
            Q(state=DeviceState.REGISTERED),
            counted=True,
        ),
    )
    facets: ClassVar = (
        Facet("kind", gettext_lazy("kind")),
        Facet("state", gettext_lazy("state")),
        Facet("protocol", gettext_lazy("protocol")),
        Facet("connection", gettext_lazy("connection"), field="health__connection"),
    )
    search_fields = ("code", "name")
    search_placeholder = gettext_lazy("Code or name")
    ordering = ("code",)
    select_related = ("region", "enterprise", "health")
    hidden_columns = ("kind", "region", "protocol", "period_s", "heard_at")
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


def calibration_row(row: Calibration) -> dict[str, Any]:
    """A calibration as a line: certificate, day, result."""
    return {
        "label": row.certificate_number,
        "where": row.institute,
        "value": _("valid until %(day)s") % {"day": row.due_on.isoformat()},
        "state": {"label": row.get_result_display(), "tone": CALIBRATION_TONES[row.result]},
        "holder": row.calibrated_on.isoformat(),
    }


def maintenance_row(row: Maintenance) -> dict[str, Any]:
    """A work as a line: what, by whom, from when until when."""
    return {
        "label": row.work,
        "where": row.outcome,
        "holder": row.started_by,
        "at": row.started_at,
        "due": None if row.ended_at else row.expected_until,
        "state": {"label": _("ended"), "tone": "done"}
        if row.ended_at
        else {"label": _("running"), "tone": "active"},
    }


def credential_row(row: DeviceCredential) -> dict[str, Any]:
    """A credential as a line; one in force leads to its revocation."""
    ended = row.revoked_at is not None
    return {
        "label": f"{row.get_kind_display()} {row.hint or row.username}",
        "url": "" if ended else find_url("devices:credential_revoke", row.pk),
        "where": row.revoked_reason,
        "holder": row.issued_by,
        "at": row.revoked_at or row.created_at,
        "state": {"label": _("revoked"), "tone": "neutral"}
        if ended
        else {"label": _("in force"), "tone": "done"},
    }


class DevicePage(ObjectPage):
    """One device, its points with their newest readings and curves."""

    model = Device
    template = "devices/device.html"
    machine = DEVICE
    state_tones = STATE_TONES
    select_related = ("region", "enterprise", "owner", "sector", "template", "replaces", "health")
    breadcrumbs: ClassVar = ((gettext_lazy("Devices"), "devices:list"),)
    transition_url_name = "devices:transition"
    transition_forms: ClassVar = {"maintain": "devices:maintain"}
    related = (
        RelatedList(
            "calibrations",
            gettext_lazy("Calibrations"),
            Calibration,
            lambda rows, device: rows.filter(device=device),
            calibration_row,
            empty=gettext_lazy("No certificate is entered yet."),
        ),
        RelatedList(
            "maintenances",
            gettext_lazy("Works"),
            Maintenance,
            lambda rows, device: rows.filter(device=device),
            maintenance_row,
            empty=gettext_lazy("No work was entered yet."),
        ),
        RelatedList(
            "credentials",
            gettext_lazy("Credentials"),
            DeviceCredential,
            lambda rows, device: rows.filter(device=device),
            credential_row,
            empty=gettext_lazy("No credential was issued yet."),
        ),
    )
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

    def note(self, obj: Device) -> dict[str, Any] | None:
        """What must be known first: overdue, under maintenance, retired."""
        if obj.is_calibration_overdue:
            return {
                "text": _("Its calibration ran out on %(day)s: do not rely on its values.")
                % {"day": obj.calibration_due_on},
                "tone": "warning",
            }
        if problem := problem_of_connection(obj.protocol, obj.connection):
            return {"text": problem, "tone": "warning"}
        if obj.state == DeviceState.MAINTENANCE:
            text = _("Under maintenance: readings are kept and marked, its alarms stay quiet.")
            return {"text": text, "tone": "info"}
        if obj.state == DeviceState.REGISTERED:
            text = _("Not in service yet: connect it, look at what arrives, put it into service.")
            return {"text": text, "tone": "info"}
        return None

    def due(self, obj: Device) -> Any:
        """The end of a running work."""
        running = obj.maintenances.filter(ended_at__isnull=True).first()
        return running.expected_until if running else None

    def own_verbs(self, obj: Device) -> Iterable[Verb]:
        """Connecting, care, credentials, replacing."""
        alive = obj.state != DeviceState.RETIRED
        can = self.rights.can
        if obj.state == DeviceState.REGISTERED and can(self.actor, ONBOARD, obj):
            step = "devices:onboard_preview" if obj.location else "devices:onboard_place"
            yield Verb("onboard", _("Go on connecting"), find_url(step, obj.pk), "get", icon="plug")
        if alive and can(self.actor, SERVICE, obj):
            yield Verb(
                "calibrate",
                _("Enter a calibration"),
                find_url("devices:calibrate", obj.pk),
                "get",
                icon="certificate",
            )
        if alive and has_credentials(obj) and can(self.actor, CREDENTIAL, obj):
            yield Verb(
                "credential",
                _("Issue a credential"),
                find_url("devices:credential", obj.pk),
                "get",
                icon="key",
            )
        if alive and can(self.actor, CHANGE, obj):
            yield Verb("add_point", _("Add a point"), find_url("devices:point_add", obj.pk), "get")
            yield Verb(
                "replace",
                _("Replace the device"),
                find_url("devices:replace", obj.pk),
                "get",
                style="danger",
            )

    def facts(self, obj: Device) -> list[dict[str, Any]]:
        """What it is, how it speaks, how it stands, when it must be calibrated."""
        where = f"{obj.location.x:.6f}, {obj.location.y:.6f}" if obj.location else None
        enterprise, former = obj.enterprise, obj.replaces
        successor = Device.objects.filter(replaces=obj).first()
        return [
            fact_group(
                _("Device"),
                fact(_("kind"), obj.get_kind_display()),
                fact(
                    _("device template"),
                    str(obj.template) if obj.template else None,
                    url=obj.template.get_absolute_url() if obj.template else "",
                ),
                fact(_("maker and type"), obj.maker),
                fact(
                    _("enterprise"),
                    str(enterprise) if enterprise else None,
                    url=enterprise.get_absolute_url() if enterprise else "",
                ),
                fact(_("owner"), str(obj.owner) if obj.owner else None),
                fact(_("sector"), str(obj.sector or (enterprise.sector if enterprise else ""))),
                fact(_("region"), str(obj.region)),
                fact(_("coordinates"), where, help="WGS-84"),
                *(
                    fact(label, str(other), url=other.get_absolute_url())
                    for label, other in ((_("replaces"), former), (_("replaced by"), successor))
                    if other is not None
                ),
            ),
            fact_group(_("Operation"), *self._operation(obj)),
            self._health(obj),
            fact_group(
                _("Calibration"),
                fact(_("calibrated on"), obj.calibrated_on),
                fact(_("certificate number"), obj.certificate_number),
                fact(
                    _("calibration due on"),
                    obj.calibration_due_on,
                    **(
                        {
                            "state": {
                                "label": f"{obj.calibration_due_on} {_('overdue')}",
                                "tone": "overdue",
                            }
                        }
                        if obj.is_calibration_overdue
                        else {}
                    ),
                ),
                fact(_("months between calibrations"), obj.calibration_months),
            ),
        ]

    def _operation(self, obj: Device) -> list[dict[str, Any]]:
        rows = [
            fact(_("protocol"), obj.get_protocol_display()),
            fact(_("topic"), f"anlan/v1/telemetry/{obj.code}")
            if has_credentials(obj)
            else fact(_("identity in its protocol"), obj.identity or obj.code),
            fact(_("sampling period"), f"{obj.period_s:g}", unit="s"),
            fact(_("installed on"), obj.installed_on),
        ]
        if obj.connection:
            reached = ", ".join(f"{name}: {value}" for name, value in obj.connection.items())
            rows.append(fact(_("how it is reached"), reached, wide=True))
        return rows

    def _health(self, obj: Device) -> dict[str, Any]:
        """Connection and shares; computed by the platform every minute and every five."""
        health = DeviceHealth.objects.filter(pk=obj.pk).first()
        if health is None:
            return fact_group(_("Health"))
        connection = Connection(health.connection)
        return fact_group(
            _("Health"),
            fact(
                _("connection"),
                state={"label": connection.label, "tone": CONNECTION_TONES[connection]},
            ),
            fact(_("connection since"), at=health.since),
            fact(
                _("arrived in the last hour"),
                f"{percent(health.hour_share)}（{health.hour_arrived} / {health.hour_expected}）",
                formula=_("readings that arrived ÷ (time in service ÷ period × points)"),
            ),
            fact(
                _("arrived in the last day"),
                f"{percent(health.day_share)}（{health.day_arrived} / {health.day_expected}）",
            ),
            fact(_("bad in the last day"), percent(health.bad_share)),
        )

    def own_panels(self, obj: Device) -> Iterable[dict[str, Any]]:
        """The points: newest reading, connection, curve."""
        points = list(obj.points.order_by("pk"))
        newest = newest_readings(points, obj.period_s)
        may = self.rights.can(self.actor, CHANGE, obj)
        rows = []
        for point in points:
            reading = newest[point.pk]
            rows.append(
                {
                    "point": point,
                    "value": reading.value,
                    "problem": problem_of_source(obj.protocol, point.key, point.source)
                    if point.is_active
                    else "",
                    "change_url": find_url("devices:point_change", point.pk) if may else "",
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
