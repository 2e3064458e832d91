"""Live topics of drills."""

from __future__ import annotations

from anlan.command.drills.models import Drill
from anlan.command.drills.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Drill, actor).filter(pk=int(argument)).exists()


register_topic("drills", permission=VIEW)
register_topic("drill", check=_may_watch)
