"""Live topics of hazards."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import VIEW


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Hazard, actor).filter(pk=int(argument)).exists()


register_topic("hazards", permission=VIEW)
register_topic("hazard", check=_may_watch)
