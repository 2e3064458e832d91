"""The door of the device registry."""

from __future__ import annotations

from anlan.monitoring.devices.by_township import enterprises_watched, tally_calibrated, tally_online
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
from anlan.monitoring.devices.permissions import ONBOARD as ONBOARD_DEVICE
from anlan.monitoring.devices.permissions import PUSH as PUSH_READING
from anlan.monitoring.devices.permissions import VIEW as VIEW_DEVICE
from anlan.monitoring.devices.protocols import (
    NOT_REACHED,
    ProtocolWriting,
    known_settings,
    register_writing,
)
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
    list_online_rates,
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
from anlan.monitoring.devices.services.health import mark_absent, mark_present

__all__ = [
    "LATE_AFTER_PERIODS",
    "LATE_AT_LEAST_S",
    "NOT_REACHED",
    "OFFLINE_AFTER_PERIODS",
    "OFFLINE_AT_LEAST_S",
    "ONBOARD_DEVICE",
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
    "ProtocolWriting",
    "PushDevice",
    "PushPoint",
    "Quantity",
    "SeenFrame",
    "SeenReading",
    "add_point",
    "device_of_code",
    "device_of_token",
    "get_online_rate",
    "known_settings",
    "count_point_addresses",
    "get_point",
    "list_changed_addresses",
    "list_gateway_devices",
    "list_maintenances",
    "list_online_rates",
    "list_point_addresses",
    "list_points",
    "list_points_to_simulate",
    "list_proposals",
    "lock_point",
    "mark_absent",
    "mark_present",
    "points_of_class",
    "register_arrivals",
    "register_device",
    "register_device_levels",
    "register_frames",
    "register_newest_readings",
    "register_writing",
    "retire_device",
    "visible_devices",
    "visible_points",
    "enterprises_watched",
    "tally_calibrated",
    "tally_online",
]
