"""What happens to devices."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class DeviceRegistered(Event):
    """A device was added to the registry."""

    name = "devices.device.registered"
    device_id: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The device layer of the map."""
        return ["devices"]


@dataclass(frozen=True)
class DeviceStateChanged(Event):
    """A device went into service, under maintenance or out of use."""

    name = "devices.device.state_changed"
    words = _("state of a device changed")
    device_id: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The device layer of the map and the device's own page."""
        return ["devices", f"device:{self.device_id}"]


@dataclass(frozen=True)
class DeviceEquipped(Event):
    """A device got the points of a template; its proposed limits may become rules."""

    name = "devices.device.equipped"
    words = _("a device was made from a template")
    device_id: int
    template_id: int
    region: str
    organisation: int | None
