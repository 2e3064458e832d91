"""Who reads and keeps the registry of devices."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions
from anlan.monitoring.devices.models import (
    ArrivalBook,
    Calibration,
    Device,
    DeviceCredential,
    DeviceHealth,
    DeviceTemplate,
    Maintenance,
    OnlineRate,
    Placement,
    Point,
    TemplatePoint,
    TemplateRule,
)

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
ONBOARD = "devices.onboard_device"
CREDENTIAL = "devices.issue_credential"
PUSH = "devices.push_reading"
VIEW_TEMPLATE = "devices.view_template"
CHANGE_TEMPLATE = "devices.change_template"

M = TypeVar("M", bound=Model)

register_actions(
    Action(VIEW, _("read devices and their curves"), roles=READERS),
    Action(CHANGE, _("register and change devices"), roles=("bureau_officer", "system_admin")),
    Action(IMPORT, _("import devices"), roles=("bureau_officer", "system_admin")),
    Action(
        SERVICE,
        _("put devices into service and under maintenance"),
        roles=("bureau_officer", "duty_officer", "enterprise_manager"),
    ),
    Action(
        ONBOARD,
        _("connect new devices on site"),
        roles=("bureau_officer", "system_admin", "enterprise_manager"),
    ),
    Action(
        CREDENTIAL,
        _("issue and revoke credentials of devices"),
        roles=("bureau_officer", "system_admin", "enterprise_manager"),
    ),
    Action(PUSH, _("send readings of devices (other systems)"), roles=("system_admin",)),
    Action(VIEW_TEMPLATE, _("read device templates"), roles=READERS),
    Action(CHANGE_TEMPLATE, _("change device templates"), roles=("bureau_officer", "system_admin")),
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


class OfDevice(Policy[M]):
    """What belongs to a device is seen where the device is seen."""

    view = VIEW
    region_field = "device__region"
    organisation_field = "device__enterprise__organisation_id"


@policy
class CalibrationPolicy(OfDevice[Calibration]):
    """As the device."""

    model = Calibration


@policy
class MaintenancePolicy(OfDevice[Maintenance]):
    """As the device."""

    model = Maintenance


@policy
class DeviceHealthPolicy(OfDevice[DeviceHealth]):
    """As the device."""

    model = DeviceHealth


@policy
class DeviceCredentialPolicy(OfDevice[DeviceCredential]):
    """Who may issue credentials sees which there are."""

    model = DeviceCredential
    view = CREDENTIAL


@policy
class PlacementPolicy(OfDevice[Placement]):
    """As the device."""

    model = Placement


@policy
class OnlineRatePolicy(Policy[OnlineRate]):
    """By the region or the enterprise; rates of sectors are the county's."""

    model = OnlineRate
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class ArrivalBookPolicy(CountyWide[ArrivalBook]):
    """The platform's own bookkeeping."""

    model = ArrivalBook
    view = CHANGE


@policy
class DeviceTemplatePolicy(CountyWide[DeviceTemplate]):
    """Templates are the county's, read by all who read devices."""

    model = DeviceTemplate
    view = VIEW_TEMPLATE


@policy
class TemplatePointPolicy(CountyWide[TemplatePoint]):
    """As templates."""

    model = TemplatePoint
    view = VIEW_TEMPLATE


@policy
class TemplateRulePolicy(CountyWide[TemplateRule]):
    """As templates."""

    model = TemplateRule
    view = VIEW_TEMPLATE
