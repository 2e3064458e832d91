"""The nouns of the registry: devices and points, their care, health, credentials, templates."""

from anlan.monitoring.devices.models.care import Calibration, Maintenance
from anlan.monitoring.devices.models.credential import DeviceCredential
from anlan.monitoring.devices.models.device import Device, Point
from anlan.monitoring.devices.models.health import ArrivalBook, DeviceHealth, OnlineRate
from anlan.monitoring.devices.models.placement import Placement
from anlan.monitoring.devices.models.template import DeviceTemplate, TemplatePoint, TemplateRule

__all__ = [
    "ArrivalBook",
    "Calibration",
    "Device",
    "DeviceCredential",
    "DeviceHealth",
    "DeviceTemplate",
    "Maintenance",
    "OnlineRate",
    "Placement",
    "Point",
    "TemplatePoint",
    "TemplateRule",
]
