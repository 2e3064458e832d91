"""Live topics of the dossiers."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.supervision.enterprises.models import Enterprise
from anlan.supervision.enterprises.permissions import VIEW


def may_watch(actor: Actor, argument: str) -> bool:
    """Whether the dossier is visible to the actor."""
    return argument.isdigit() and visible(Enterprise, actor).filter(pk=int(argument)).exists()


register_topic("enterprises", permission=VIEW)
register_topic("enterprise", permission=VIEW, check=may_watch)
