"""Live topics of devices."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.monitoring.devices.models import Device
from anlan.monitoring.devices.permissions import VIEW


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Device, actor).filter(pk=int(argument)).exists()


register_topic("devices", permission=VIEW)
register_topic("device", check=_may_watch)
register_topic("device-rates", permission=VIEW)
