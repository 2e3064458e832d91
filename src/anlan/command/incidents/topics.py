"""Live topics of incidents."""

from __future__ import annotations

from anlan.command.incidents.models import Incident
from anlan.command.incidents.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Incident, actor).filter(pk=int(argument)).exists()


register_topic("incidents", permission=VIEW)
register_topic("incident", check=_may_watch)
