"""Who reads the books of the store; readings themselves are read through their device."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, CountyWide, Policy, policy, register_actions
from anlan.monitoring.devices.public import VIEW_DEVICE
from anlan.monitoring.telemetry.models import IngestCount, LatestReading, RollUp, WriterState

VIEW_COUNTS = "telemetry.view_counts"

register_actions(
    Action(
        VIEW_COUNTS,
        _("read the books of the telemetry store"),
        roles=("system_admin", "bureau_officer", "auditor"),
    )
)


@policy
class LatestReadingPolicy(Policy[LatestReading]):
    """As the device of the point."""

    model = LatestReading
    view = VIEW_DEVICE
    region_field = "point__device__region"
    organisation_field = "point__device__enterprise__organisation_id"


@policy
class IngestCountPolicy(CountyWide[IngestCount]):
    """Counts by hour and fate."""

    model = IngestCount
    view = VIEW_COUNTS


@policy
class RollUpPolicy(CountyWide[RollUp]):
    """How far the store is summed up."""

    model = RollUp
    view = VIEW_COUNTS


@policy
class WriterStatePolicy(CountyWide[WriterState]):
    """Since when latest values of a writer may be missing."""

    model = WriterState
    view = VIEW_COUNTS
