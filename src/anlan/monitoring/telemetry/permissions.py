"""Who reads the books of the store; readings themselves are read through their device."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from anlan.kernel.actor import Actor
from anlan.kernel.policy import Action, Policy, policy, register_actions
from anlan.monitoring.devices.public import VIEW_DEVICE
from anlan.monitoring.telemetry.models import IngestCount, LatestReading, RollUp, WriterState

M = TypeVar("M", bound=Model)

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


class WholeStore(Policy[M]):
    """The books of the whole store, for who holds the permission over any scope."""

    def permitted(self, actor: Actor, permission: str) -> QuerySet[M]:
        """Return all rows or none."""
        return self.queryset() if actor.has(permission) else self.queryset().none()

    def can(self, actor: Actor, permission: str, obj: M) -> bool:
        """Whether the permission is held over any scope."""
        return actor.has(permission)


@policy
class IngestCountPolicy(WholeStore[IngestCount]):
    """Counts by hour and fate."""

    model = IngestCount
    view = VIEW_COUNTS


@policy
class RollUpPolicy(WholeStore[RollUp]):
    """How far the store is summed up."""

    model = RollUp
    view = VIEW_COUNTS


@policy
class WriterStatePolicy(WholeStore[WriterState]):
    """Since when latest values of a writer may be missing."""

    model = WriterState
    view = VIEW_COUNTS
