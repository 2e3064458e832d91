"""Live topics of alarms."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.models import Alarm
from anlan.monitoring.alarms.permissions import VIEW, VIEW_RISK, VIEW_RULE


def _may_watch(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Alarm, actor).filter(pk=int(argument)).exists()


register_topic("alarms", permission=VIEW)
register_topic("risk-index", permission=VIEW_RISK)
register_topic("alarm-rules", permission=VIEW_RULE)
register_topic("alarm", check=_may_watch)
