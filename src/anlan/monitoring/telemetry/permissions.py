"""Who reads the books of the store; readings themselves are read through their device."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.monitoring.devices.public import VIEW_DEVICE
from anlan.monitoring.telemetry.models import IngestCount, LatestReading, RollUp

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
class IngestCountPolicy(Policy[IngestCount]):
    """The whole platform's books."""

    model = IngestCount
    view = VIEW_COUNTS


@policy
class RollUpPolicy(Policy[RollUp]):
    """The whole platform's books."""

    model = RollUp
    view = VIEW_COUNTS
