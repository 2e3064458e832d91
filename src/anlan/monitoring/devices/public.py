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
from anlan.monitoring.devices.permissions import PUSH as PUSH_READING
from anlan.monitoring.devices.permissions import VIEW as VIEW_DEVICE
from anlan.monitoring.devices.readings import (
    NewestReading,
    SeenFrame,
    SeenReading,
    register_arrivals,
    register_device_levels,
    register_frames,
    register_newest_readings,
)
from anlan.monitoring.devices.selectors.health import (
    OnlineRateInfo,
    get_online_rate,
    list_maintenances,
)
from anlan.monitoring.devices.selectors.points import (
    count_point_addresses,
    get_point,
    list_changed_addresses,
    list_gateway_devices,
    list_point_addresses,
    list_points,
    list_points_to_simulate,
    lock_point,
    points_of_class,
)
from anlan.monitoring.devices.selectors.proposals import LimitProposal, list_proposals
from anlan.monitoring.devices.selectors.pushing import (
    PushDevice,
    PushPoint,
    device_of_code,
    device_of_token,
)
from anlan.monitoring.devices.selectors.rows import visible_devices, visible_points
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
    "PUSH_READING",
    "REGISTRY_CHANNEL",
    "VIEW_DEVICE",
    "Connection",
    "DeviceKind",
    "DeviceState",
    "GatewayDevice",
    "GatewayPoint",
    "LimitProposal",
    "NewestReading",
    "OnlineRateInfo",
    "PointAddress",
    "PointInfo",
    "Protocol",
    "PushDevice",
    "PushPoint",
    "Quantity",
    "SeenFrame",
    "SeenReading",
    "add_point",
    "device_of_code",
    "device_of_token",
    "get_online_rate",
    "count_point_addresses",
    "get_point",
    "list_changed_addresses",
    "list_gateway_devices",
    "list_maintenances",
    "list_point_addresses",
    "list_points",
    "list_points_to_simulate",
    "list_proposals",
    "lock_point",
    "points_of_class",
    "register_arrivals",
    "register_device",
    "register_device_levels",
    "register_frames",
    "register_newest_readings",
    "retire_device",
    "visible_devices",
    "visible_points",
]
