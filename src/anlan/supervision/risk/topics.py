"""Live topics of the risks."""

from __future__ import annotations

from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible
from anlan.supervision.risk.models import EnterpriseRisk, RiskUnit
from anlan.supervision.risk.permissions import VIEW


def may_watch_unit(actor: Actor, argument: str) -> bool:
    """Whether the unit is visible to the actor."""
    return argument.isdigit() and visible(RiskUnit, actor).filter(pk=int(argument)).exists()


def may_watch_enterprise(actor: Actor, argument: str) -> bool:
    """Whether the risks of the enterprise are visible to the actor."""
    return argument.isdigit() and visible(EnterpriseRisk, actor).filter(pk=int(argument)).exists()


register_topic("risks", permission=VIEW)
register_topic("risk", permission=VIEW, check=may_watch_enterprise)
register_topic("risk_unit", permission=VIEW, check=may_watch_unit)
