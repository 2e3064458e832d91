"""Who reads and keeps vehicles, fences, trips."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions
from anlan.monitoring.vehicles.models import (
    Driver,
    DrivingRule,
    Fence,
    FenceCrossing,
    LiveState,
    SpeedLimit,
    TerminalOrder,
    TrackSegment,
    Trip,
    TripGoods,
    Vehicle,
    VehicleDay,
    Violation,
)

READERS = (
    "county_leader",
    "commander",
    "duty_officer",
    "bureau_officer",
    "department_officer",
    "township_officer",
    "enterprise_manager",
    "system_admin",
)
VIEW = "vehicles.view_vehicle"
CHANGE = "vehicles.change_vehicle"
VIEW_DRIVER = "vehicles.view_driver"
CHANGE_DRIVER = "vehicles.change_driver"
CHANGE_FENCE = "vehicles.change_fence"
CHANGE_RULE = "vehicles.change_rule"
FILE_TRIP = "vehicles.file_trip"
TEXT_DRIVER = "vehicles.text_driver"
SET_TERMINAL = "vehicles.set_terminal"
IMPORT = "vehicles.import_vehicle"

KEEPERS = ("bureau_officer", "department_officer", "system_admin")

register_actions(
    Action(VIEW, _("read vehicles, positions and tracks"), roles=READERS),
    Action(CHANGE, _("register and change vehicles"), roles=KEEPERS),
    Action(
        VIEW_DRIVER,
        _("read drivers"),
        roles=("duty_officer", "bureau_officer", "department_officer", "enterprise_manager"),
    ),
    Action(
        CHANGE_DRIVER,
        _("register and change drivers"),
        roles=("bureau_officer", "department_officer", "enterprise_manager"),
    ),
    Action(CHANGE_FENCE, _("draw and change geofences"), roles=KEEPERS),
    Action(CHANGE_RULE, _("change speed limits and driving rules"), roles=("bureau_officer",)),
    Action(IMPORT, _("import vehicles from tables"), roles=("bureau_officer", "system_admin")),
    Action(
        TEXT_DRIVER,
        _("send texts to drivers"),
        roles=("duty_officer", "bureau_officer", "department_officer", "enterprise_manager"),
    ),
    Action(
        SET_TERMINAL,
        _("change settings of vehicle terminals"),
        roles=("bureau_officer", "department_officer"),
    ),
    Action(
        FILE_TRIP,
        _("file dangerous-goods trips and report their progress"),
        roles=("enterprise_manager", "bureau_officer", "department_officer"),
    ),
)


@policy
class VehiclePolicy(Policy[Vehicle]):
    """By region, or as the operator's own."""

    model = Vehicle
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class DriverPolicy(Policy[Driver]):
    """By region, or as the operator's own."""

    model = Driver
    view = VIEW_DRIVER
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class FencePolicy(Policy[Fence]):
    """Fences are known to everybody who may see vehicles."""

    model = Fence
    view = VIEW
    region_field = "region"


@policy
class TripPolicy(Policy[Trip]):
    """By region, or as the carrier's own."""

    model = Trip
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class TripGoodsPolicy(Policy[TripGoods]):
    """As the trip."""

    model = TripGoods
    view = VIEW
    region_field = "trip__region"
    organisation_field = "trip__enterprise__organisation_id"


@policy
class ViolationPolicy(Policy[Violation]):
    """By region, or as the operator's own."""

    model = Violation
    view = VIEW
    region_field = "region"
    organisation_field = "enterprise__organisation_id"


@policy
class LiveStatePolicy(Policy[LiveState]):
    """As the vehicle."""

    model = LiveState
    view = VIEW
    region_field = "vehicle__region"
    organisation_field = "vehicle__enterprise__organisation_id"


@policy
class TerminalOrderPolicy(Policy[TerminalOrder]):
    """As the vehicle."""

    model = TerminalOrder
    view = VIEW
    region_field = "vehicle__region"
    organisation_field = "vehicle__enterprise__organisation_id"


@policy
class TrackSegmentPolicy(Policy[TrackSegment]):
    """As the vehicle."""

    model = TrackSegment
    view = VIEW
    region_field = "vehicle__region"
    organisation_field = "vehicle__enterprise__organisation_id"


@policy
class VehicleDayPolicy(Policy[VehicleDay]):
    """As the vehicle."""

    model = VehicleDay
    view = VIEW
    region_field = "vehicle__region"
    organisation_field = "vehicle__enterprise__organisation_id"


@policy
class FenceCrossingPolicy(Policy[FenceCrossing]):
    """As the vehicle that crossed."""

    model = FenceCrossing
    view = VIEW
    region_field = "vehicle__region"
    organisation_field = "vehicle__enterprise__organisation_id"


@policy
class SpeedLimitPolicy(CountyWide[SpeedLimit]):
    """Everybody signed in may know the limits."""

    model = SpeedLimit
    view = VIEW
    public = True


@policy
class DrivingRulePolicy(CountyWide[DrivingRule]):
    """Everybody signed in may know the rules."""

    model = DrivingRule
    view = VIEW
    public = True
