"""Devices on a plant plan: placed by dragging, with live values and the colour of their alarms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages import ActorPage
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.requests import render_page
from anlan.monitoring.devices.choices import CONNECTION_TONES, Connection, DeviceState
from anlan.monitoring.devices.models import Device, Placement, Point
from anlan.monitoring.devices.permissions import ONBOARD, VIEW
from anlan.monitoring.devices.readings import device_levels, newest_readings
from anlan.monitoring.devices.services.placing import get_plan, put_on_plan, take_off_plan

#: Values written beside a mark; the rest stands on the page of the device.
VALUES_SHOWN = 2


def describe_devices(rows: list[Device]) -> dict[int, dict[str, Any]]:
    """Return label, values, alarm level and connection of devices."""
    points: dict[int, list[Point]] = {}
    for point in Point.objects.filter(device__in=rows, is_active=True).order_by("pk"):
        points.setdefault(point.device_id, []).append(point)
    levels = device_levels([device.pk for device in rows])
    found = {}
    for device in rows:
        own = points.get(device.pk, [])
        newest = newest_readings(own, device.period_s)
        values = [
            f"{newest[p.pk].value:.{p.decimals}f} {p.unit}".strip()
            if newest[p.pk].value is not None
            else f"— {p.unit}"
            for p in own[:VALUES_SHOWN]
        ]
        states = [newest[p.pk].connection for p in own]
        connection = (
            Connection.ONLINE
            if Connection.ONLINE in states
            else (states[0] if states else Connection.UNKNOWN)
        )
        enterprise = device.enterprise.short_name if device.enterprise else ""
        found[device.pk] = {
            "id": device.pk,
            "label": device.name.removeprefix(enterprise) or device.name,
            "code": device.code,
            "url": device.get_absolute_url(),
            "values": values,
            "level": levels.get(device.pk),
            "state": {"label": str(connection.label), "tone": CONNECTION_TONES[connection]},
        }
    return found


class DevicePlanPage(ActorPage):
    """The plan with its devices; who may connect devices drags them to their places."""

    model = Device
    permission = VIEW

    def get(self, request: Any, pk: int) -> HttpResponse:
        """Show the plan."""
        plan = get_plan(pk, self.actor)
        rows = list(
            visible(Device, self.actor)
            .filter(enterprise_id=plan.enterprise_id)
            .exclude(state=DeviceState.RETIRED)
            .select_related("enterprise")
            .order_by("code")
        )
        told = describe_devices(rows)
        marks = []
        for placement in Placement.objects.filter(plan=plan, device__in=rows):
            marks.append(told.pop(placement.device_id) | {"x": placement.x, "y": placement.y})
        may = bool(rows) and policy_of(Device).can(self.actor, ONBOARD, rows[0])
        picture = plan.attachment_id
        page = {
            "title": _("Devices on the plan"),
            "subtitle": f"{plan.enterprise} · {plan.title}",
            "breadcrumbs": [
                {"label": str(plan.enterprise), "url": plan.enterprise.get_absolute_url()},
                {"label": plan.title, "url": plan.get_absolute_url()},
            ],
        }
        context = {
            "page": page,
            "plan": plan,
            "picture": reverse("files:download", args=[picture]) if picture else "",
            "marks": sorted(marks, key=lambda mark: (mark["level"] or 9, mark["code"])),
            "unplaced": list(told.values()),
            "may_place": may,
            "place_url": reverse("devices:plan_place", args=[plan.pk]),
        }
        return render_page(request, "devices/plan.html", context)


class PlanPlaceView(ActorPage):
    """Put a device at a pixel of the plan, or take it off (without ``x``)."""

    model = Device
    permission = ONBOARD
    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        """Call the service; the page has moved the mark already."""
        given: Mapping[str, str] = request.POST
        device_id = given.get("device", "")
        if not device_id.isdigit() or len(device_id) > 18:
            raise InvalidInput(fields={"device": _("Say which device.")})
        if not given.get("x"):
            take_off_plan(plan_id=pk, device_id=int(device_id), actor=self.actor)
            return JsonResponse({"placed": False})
        try:
            x, y = float(given["x"]), float(given.get("y", ""))
        except ValueError:
            raise InvalidInput(fields={"x": _("Say where on the picture.")}) from None
        placement = put_on_plan(plan_id=pk, device_id=int(device_id), x=x, y=y, actor=self.actor)
        return JsonResponse({"placed": True, "x": placement.x, "y": placement.y})
