"""Live topics of dispatch: all dispatches, one dispatch."""

from __future__ import annotations

from anlan.command.dispatch.models import Dispatch
from anlan.command.dispatch.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _sees(actor: Actor, argument: str) -> bool:
    """One dispatch is followed by who sees it."""
    return argument.isdigit() and visible(Dispatch, actor).filter(pk=argument).exists()


register_topic("dispatch", permission=VIEW, check=_sees)
