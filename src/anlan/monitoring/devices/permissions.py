"""Who reads and keeps the registry of devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.monitoring.devices.models import Device, Point

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "grid_worker",
    "enterprise_manager",
    "system_admin",
)
VIEW = "devices.view_device"
CHANGE = "devices.change_device"
IMPORT = "devices.import_device"
SERVICE = "devices.service_device"

register_actions(
    Action(VIEW, _("read devices and their curves"), roles=READERS),
    Action(CHANGE, _("register and change devices"), roles=("bureau_officer", "system_admin")),
    Action(IMPORT, _("import devices"), roles=("bureau_officer", "system_admin")),
    Action(
        SERVICE,
        _("put devices into service and under maintenance"),
        roles=("bureau_officer", "duty_officer", "enterprise_manager"),
    ),
)


@policy
class DevicePolicy(Policy[Device]):
    """By region, or the enterprise the device stands in."""

    model = Device
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class PointPolicy(Policy[Point]):
    """As the device."""

    model = Point
    view = VIEW
    region_field = "device__region"
    organisation_field = "device__enterprise__organisation_id"
