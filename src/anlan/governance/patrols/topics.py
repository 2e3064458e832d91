"""Live topics of patrols."""

from __future__ import annotations

from anlan.governance.patrols.models import Finding, Visit
from anlan.governance.patrols.permissions import VIEW, VIEW_PLAN
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Visit, actor).filter(pk=int(argument)).exists()


def _may_watch_finding(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Finding, actor).filter(pk=int(argument)).exists()


register_topic("patrols", permission=VIEW)
register_topic("patrols-office", permission=VIEW_PLAN)
register_topic("patrol", check=_may_watch)
register_topic("patrol-finding", check=_may_watch_finding)
