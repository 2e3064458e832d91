"""What devices put on the desks: the on-line rate, calibrations that ran out."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, register_figure
from anlan.kernel.policy import visible
from anlan.monitoring.devices.choices import Connection, DeviceState
from anlan.monitoring.devices.models import Device
from anlan.monitoring.devices.permissions import VIEW

KEEPERS = ("duty_officer", "bureau_officer", "township_officer", "enterprise_manager")


def online_share(actor: Actor) -> float | None:
    """Share of the devices in service of one's area that are online. [%]"""
    rows = visible(Device, actor).filter(state=DeviceState.IN_SERVICE, health__isnull=False)
    number = rows.count()
    if not number:
        return None
    online = rows.filter(health__connection=Connection.ONLINE).count()
    return round(100 * online / number, 1)


def overdue_calibrations(actor: Actor) -> int | None:
    """Devices of one's area whose calibration has run out."""
    rows = visible(Device, actor).filter(calibration_due_on__lt=clock.today())
    return rows.exclude(state=DeviceState.RETIRED).count() or None


register_figure(
    DeskFigure(
        name="device-online",
        label=_("on-line rate of devices"),
        value=online_share,
        url=lambda: reverse("devices:rates"),
        permission=VIEW,
        roles=KEEPERS,
        unit="%",
        order=60,
    ),
    DeskFigure(
        name="device-calibration",
        label=_("calibrations overdue"),
        value=overdue_calibrations,
        url=lambda: f"{reverse('devices:list')}?tab=calibration",
        permission=VIEW,
        roles=("bureau_officer", "enterprise_manager"),
        order=65,
    ),
)
