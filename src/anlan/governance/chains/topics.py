"""Live topics of chains."""

from __future__ import annotations

from anlan.governance.chains.models import Chain, Clue
from anlan.governance.chains.permissions import VIEW_CLUE
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch_clue(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Clue, actor).filter(pk=int(argument)).exists()


def _may_watch_chain(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Chain, actor).filter(pk=int(argument)).exists()


register_topic("clues", permission=VIEW_CLUE)
register_topic("clue", check=_may_watch_clue)
register_topic("chain", check=_may_watch_chain)
