"""Live topics of accidents."""

from __future__ import annotations

from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Accident, actor).filter(pk=int(argument)).exists()


register_topic("accidents", permission=VIEW)
register_topic("accident", check=_may_watch)
