"""Devices as those who send readings for them name them: by token or by code."""

from __future__ import annotations

from dataclasses import dataclass

from anlan.kernel.actor import Actor
from anlan.kernel.errors import NotVisible
from anlan.kernel.policy import require, visible
from anlan.monitoring.devices.choices import DeviceState
from anlan.monitoring.devices.models import Device
from anlan.monitoring.devices.permissions import PUSH
from anlan.monitoring.devices.services.credentials import find_device_of_token


@dataclass(frozen=True, slots=True)
class PushPoint:
    """A point that may be written."""

    id: int
    key: str
    range_low: float | None
    range_high: float | None
    scale: float
    offset: float
    is_active: bool


@dataclass(frozen=True, slots=True)
class PushDevice:
    """A device that readings are sent for."""

    id: int
    code: str
    points: dict[str, PushPoint]


def _describe(device: Device) -> PushDevice:
    return PushDevice(
        device.pk,
        device.code,
        {
            p.key: PushPoint(p.pk, p.key, p.range_low, p.range_high, p.scale, p.offset, p.is_active)
            for p in device.points.all()
        },
    )


def device_of_token(token: str) -> PushDevice | None:
    """Return the device a push token belongs to; None for an unknown or ended one."""
    device = find_device_of_token(token)
    return _describe(device) if device is not None else None


def device_of_code(code: str, *, actor: Actor) -> PushDevice:
    """Return a device another system sends for; raises ``NotVisible`` or ``NotPermitted``."""
    device = (
        visible(Device, actor)
        .filter(code=code)
        .exclude(state=DeviceState.RETIRED)
        .select_related("enterprise")
        .first()
    )
    if device is None:
        raise NotVisible
    require(actor, PUSH, device)
    return _describe(device)
