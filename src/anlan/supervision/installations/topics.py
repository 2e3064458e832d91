"""Live topics of installations."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.permissions import VIEW


def may_watch(actor: Actor, argument: str) -> bool:
    """Whether the installation is visible to the actor."""
    return argument.isdigit() and visible(Installation, actor).filter(pk=int(argument)).exists()


register_topic("installations", permission=VIEW)
register_topic("commitments", permission=VIEW)
register_topic("installation", permission=VIEW, check=may_watch)
