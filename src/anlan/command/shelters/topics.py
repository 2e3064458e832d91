"""Live topics of shelters and evacuations."""

from __future__ import annotations

from anlan.command.shelters.models import Evacuation
from anlan.command.shelters.permissions import VIEW, VIEW_EVACUATION
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _sees(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Evacuation, actor).filter(pk=argument).exists()


register_topic("shelters", permission=VIEW)
register_topic("evacuations", permission=VIEW_EVACUATION)
register_topic("evacuation", permission=VIEW_EVACUATION, check=_sees)
