"""Live topics of commitments."""

from __future__ import annotations

from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Commitment, actor).filter(pk=int(argument)).exists()


register_topic("commitments", permission=VIEW)
register_topic("commitment", check=_may_watch)
