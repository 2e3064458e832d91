"""Live topics of packs, ledgers and duties."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.supervision.ledgers.models import Ledger
from anlan.supervision.ledgers.permissions import VIEW, VIEW_DUTY, VIEW_ROW


def may_watch(actor: Actor, argument: str) -> bool:
    """Whether there is such a ledger; its rows come by their own policy."""
    return argument.isdigit() and Ledger.objects.filter(pk=int(argument)).exists()


register_topic("packs", permission=VIEW)
register_topic("duties", permission=VIEW_DUTY)
register_topic("targets", permission=VIEW)
register_topic("ledger", permission=VIEW_ROW, check=may_watch)
