"""The door of the device registry."""

from __future__ import annotations

from anlan.monitoring.devices.choices import (
    Connection,
    DeviceKind,
    DeviceState,
    Protocol,
    Quantity,
)
from anlan.monitoring.devices.constants import (
    LATE_AFTER_PERIODS,
    LATE_AT_LEAST_S,
    OFFLINE_AFTER_PERIODS,
    OFFLINE_AT_LEAST_S,
    REGISTRY_CHANNEL,
)
from anlan.monitoring.devices.contracts import (
    GatewayDevice,
    GatewayPoint,
    PointAddress,
    PointInfo,
)
from anlan.monitoring.devices.permissions import VIEW as VIEW_DEVICE
from anlan.monitoring.devices.readings import NewestReading, register_newest_readings
from anlan.monitoring.devices.selectors.points import (
    get_point,
    list_gateway_devices,
    list_point_addresses,
    list_points,
    list_points_to_simulate,
    lock_point,
    points_of_class,
)
from anlan.monitoring.devices.services.devices import (
    add_point,
    register_device,
    retire_device,
)

__all__ = [
    "LATE_AFTER_PERIODS",
    "LATE_AT_LEAST_S",
    "OFFLINE_AFTER_PERIODS",
    "OFFLINE_AT_LEAST_S",
    "REGISTRY_CHANNEL",
    "VIEW_DEVICE",
    "Connection",
    "DeviceKind",
    "DeviceState",
    "GatewayDevice",
    "GatewayPoint",
    "NewestReading",
    "PointAddress",
    "PointInfo",
    "Protocol",
    "Quantity",
    "add_point",
    "get_point",
    "list_gateway_devices",
    "list_point_addresses",
    "list_points",
    "list_points_to_simulate",
    "lock_point",
    "points_of_class",
    "register_device",
    "register_newest_readings",
    "retire_device",
]
