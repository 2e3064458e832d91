"""Live topics of supervision documents."""

from __future__ import annotations

from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import VIEW, VIEW_DRAFT
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Order, actor).filter(pk=int(argument)).exists()


register_topic("oversight", permission=VIEW)
register_topic("oversight-office", permission=VIEW_DRAFT)
register_topic("oversight-order", check=_may_watch)
