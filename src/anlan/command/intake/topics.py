"""Live topics of intake."""

from __future__ import annotations

from anlan.command.intake.models import IntakeItem
from anlan.command.intake.permissions import VIEW, VIEW_CALL
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(IntakeItem, actor).filter(pk=int(argument)).exists()


register_topic("calls", permission=VIEW_CALL)
register_topic("intake", permission=VIEW)
register_topic("intake_item", check=_may_watch)
