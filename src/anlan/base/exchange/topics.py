"""Live topics of the exchange."""

from __future__ import annotations

from anlan.base.exchange.models import ImportSession
from anlan.base.exchange.permissions import USE_IMPORT
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def may_watch(actor: Actor, argument: str) -> bool:
    """Whether the import is the actor's."""
    return argument.isdigit() and visible(ImportSession, actor).filter(pk=int(argument)).exists()


register_topic("import", permission=USE_IMPORT, check=may_watch)
