"""What devices add elsewhere: to the dossier of an enterprise and to its plant plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import policy_of, visible
from anlan.kernel.registry import Panel, Verb, register_panel, register_verbs
from anlan.monitoring.devices.choices import CONNECTION_TONES, Connection, DeviceState
from anlan.monitoring.devices.models import Device
from anlan.monitoring.devices.permissions import ONBOARD, VIEW
from anlan.monitoring.devices.readings import device_levels
from anlan.monitoring.devices.selectors.health import get_online_rate
from anlan.monitoring.devices.tables import percent
from anlan.supervision.enterprises.public import PlanPoint, register_plan_points

SHOWN = 8


def devices_of(enterprise: Any, actor: Actor) -> Mapping[str, Any] | None:
    """On-line rate, and the devices that are not heard of first."""
    rows = visible(Device, actor).filter(enterprise_id=enterprise.pk)
    rows = rows.exclude(state=DeviceState.RETIRED).select_related("health")
    number = rows.count()
    if not number:
        return None
    rate = get_online_rate(enterprise_id=enterprise.pk)
    order = (Connection.OFFLINE, Connection.UNKNOWN, Connection.STALE)
    found = sorted(
        rows.exclude(health__connection=Connection.ONLINE)[:50],
        key=lambda d: order.index(Connection(d.health.connection)) if hasattr(d, "health") else 1,
    )
    return {
        "count": number,
        "rate": rate,
        "shares": {
            "rate": percent(rate.rate),
            "arrived": percent(rate.arrival_share),
        }
        if rate
        else None,
        "url": f"{reverse('devices:list')}?q={enterprise.short_name or enterprise.name}",
        "topic": "device-rates",
        "silent": [_silent_row(device) for device in found[:SHOWN]],
    }


def _silent_row(device: Device) -> Mapping[str, Any]:
    health = getattr(device, "health", None)
    connection = Connection(health.connection) if health else Connection.UNKNOWN
    return {
        "label": device.name,
        "url": device.get_absolute_url(),
        "where": device.code,
        "state": {"label": connection.label, "tone": CONNECTION_TONES[connection]},
        "at": health.since if health else None,
    }


@register_plan_points
def devices_on_plan(enterprise_id: int, actor: Actor) -> Iterable[PlanPoint]:
    """Devices as points of the plans that are tied to the ground, in the colour of their alarms."""
    rows = list(
        visible(Device, actor)
        .filter(enterprise_id=enterprise_id)
        .exclude(state=DeviceState.RETIRED)
        .order_by("code")
    )
    levels = device_levels([device.pk for device in rows])
    for device in rows:
        yield PlanPoint(
            id=f"device:{device.pk}",
            label=device.name,
            longitude=device.location.x if device.location else None,
            latitude=device.location.y if device.location else None,
            level=levels.get(device.pk),
            kind=_("Device"),
            url=device.get_absolute_url(),
        )


def plan_verbs(plan: Any, actor: Actor) -> Iterable[Verb]:
    """From the plan to its devices with live values."""
    if actor.has(VIEW):
        yield Verb(
            "devices",
            _("Devices on the plan"),
            reverse("devices:plan", args=[plan.pk]),
            "get",
            icon="radar-2",
        )


def enterprise_verbs(enterprise: Any, actor: Actor) -> Iterable[Verb]:
    """Connect a device of this enterprise."""
    sample = Device(enterprise=enterprise, region_id=enterprise.region_id)
    if policy_of(Device).can(actor, ONBOARD, sample):
        url = f"{reverse('devices:onboard')}?enterprise={enterprise.pk}"
        yield Verb("connect_device", _("Connect a device"), url, "get", icon="plug")


register_verbs("enterprises.PlantPlan", plan_verbs)
register_verbs("enterprises.Enterprise", enterprise_verbs)
register_panel(
    Panel(
        model="enterprises.Enterprise",
        name="devices",
        title=_("Devices"),
        template="devices/_enterprise.html",
        context=devices_of,
        permission=VIEW,
        order=35,
    )
)
