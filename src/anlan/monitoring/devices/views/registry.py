"""Forms of the registry: registering, correcting, points, calibration, works, replacing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages import ChangePage, CreatePage
from anlan.monitoring.devices.forms import (
    CalibrationForm,
    DeviceChangeForm,
    DeviceForm,
    MaintenanceForm,
    PointChangeForm,
    PointForm,
    ReplaceForm,
)
from anlan.monitoring.devices.models import Calibration, Device, Point
from anlan.monitoring.devices.permissions import CHANGE, SERVICE
from anlan.monitoring.devices.services.care import record_calibration
from anlan.monitoring.devices.services.devices import (
    add_point,
    change_device,
    change_point,
    maintain_device,
    register_device,
    replace_device,
)

DEVICES = (gettext_lazy("Devices"), "devices:list")


class DeviceCreatePage(CreatePage):
    """Register a device."""

    model = Device
    permission = CHANGE
    form_class = DeviceForm
    form_takes_actor = True
    title = gettext_lazy("Register a device")
    breadcrumbs: ClassVar = (DEVICES,)
    cancel_url = "/devices/"
    steps = (
        {
            "id": "what",
            "title": gettext_lazy("What it is"),
            "fields": ("code", "name", "kind", "maker", "sector", "owner"),
        },
        {
            "id": "where",
            "title": gettext_lazy("Where it stands"),
            "fields": ("enterprise", "region", "place", "longitude", "latitude"),
        },
        {
            "id": "how",
            "title": gettext_lazy("How it speaks"),
            "fields": ("protocol", "identity", "connection", "period_s"),
        },
        {
            "id": "care",
            "title": gettext_lazy("Care"),
            "fields": ("installed_on", "calibration_months", "calibration_due_on"),
        },
    )

    def save(self, form: Any) -> Device:
        """Register it."""
        values = dict(form.cleaned_data)
        values["region_id"] = values.pop("region")
        values["enterprise_id"] = values.pop("enterprise")
        owner, sector = values.pop("owner"), values.pop("sector")
        return register_device(
            actor=self.actor,
            owner_id=owner.pk if owner else None,
            sector_id=sector.pk if sector else None,
            **values,
        )


class DeviceChangePage(ChangePage):
    """Correct what is written of a device."""

    model = Device
    permission = CHANGE
    form_class = DeviceChangeForm
    form_takes_actor = True
    breadcrumbs: ClassVar = (DEVICES,)

    def save(self, form: Any) -> Device:
        """Change it."""
        return change_device(device_id=self.obj.pk, actor=self.actor, **form.facts())


class OfDevicePage(ChangePage):
    """A form about a device that starts empty."""

    model = Device
    permission = CHANGE
    breadcrumbs: ClassVar = (DEVICES,)

    def get_initial(self) -> Mapping[str, Any]:
        """Nothing of the device."""
        return {}

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the device under the heading."""
        return {**super().describe(form), "subtitle": f"{self.obj} · {self.obj.code}"}

    def success_url(self, saved: Any) -> str:
        """Back to the device."""
        return str(self.obj.get_absolute_url())


class PointAddPage(OfDevicePage):
    """Add a point to a device."""

    form_class = PointForm
    title = gettext_lazy("Add a point")

    def get_initial(self) -> Mapping[str, Any]:
        """The wire value as it is."""
        return {"scale": 1, "offset": 0, "decimals": 1}

    def form(self, **data: Any) -> Any:
        """Ask for the address as the device's protocol writes it."""
        return super().form(protocol=self.obj.protocol, **data)

    def save(self, form: Any) -> Point:
        """Add it."""
        values = dict(form.cleaned_data)
        chemical = values.pop("chemical")
        return add_point(
            device_id=self.obj.pk,
            actor=self.actor,
            chemical_id=chemical.pk if chemical else None,
            **values,
        )


class PointChangePage(ChangePage):
    """Correct a point."""

    model = Point
    permission = CHANGE
    form_class = PointChangeForm
    breadcrumbs: ClassVar = (DEVICES,)

    def describe(self, form: Any) -> dict[str, Any]:
        """Name the device and the key under the heading."""
        return {**super().describe(form), "subtitle": f"{self.obj.device} · {self.obj.key}"}

    def form(self, **data: Any) -> Any:
        """Ask for the address as the device's protocol writes it."""
        return super().form(protocol=self.obj.device.protocol, point_key=self.obj.key, **data)

    def save(self, form: Any) -> Point:
        """Change it."""
        values = dict(form.cleaned_data)
        chemical = values.pop("chemical")
        return change_point(
            point_id=self.obj.pk,
            actor=self.actor,
            chemical_id=chemical.pk if chemical else None,
            **values,
        )


class CalibratePage(OfDevicePage):
    """Enter a calibration."""

    permission = SERVICE
    form_class = CalibrationForm
    title = gettext_lazy("Enter a calibration")

    def save(self, form: Any) -> Calibration:
        """Record it."""
        return record_calibration(device_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class MaintainPage(OfDevicePage):
    """Take a device under maintenance."""

    permission = SERVICE
    form_class = MaintenanceForm
    title = gettext_lazy("Take under maintenance")

    def save(self, form: Any) -> Device:
        """Begin the work."""
        return maintain_device(device_id=self.obj.pk, actor=self.actor, **form.cleaned_data)


class ReplacePage(OfDevicePage):
    """Replace a device by a new one."""

    form_class = ReplaceForm
    title = gettext_lazy("Replace the device")
    successor: Device | None = None

    def save(self, form: Any) -> Device:
        """Retire the old, register the new."""
        self.successor = replace_device(
            device_id=self.obj.pk, actor=self.actor, **form.cleaned_data
        )
        return self.successor

    def success_url(self, saved: Any) -> str:
        """On to the new device."""
        return str(saved.get_absolute_url())

    def describe(self, form: Any) -> dict[str, Any]:
        """Say what becomes of the old one."""
        law = _("The old device keeps readings, alarms and papers; what it sends is refused.")
        return {**super().describe(form), "law": law}
