"""Live topics of vehicles."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.monitoring.vehicles.models import Vehicle
from anlan.monitoring.vehicles.permissions import VIEW


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Vehicle, actor).filter(pk=int(argument)).exists()


register_topic("vehicles", permission=VIEW)
register_topic("trips", permission=VIEW)
register_topic("vehicle", check=_may_watch)
