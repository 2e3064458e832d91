"""Live topics of the plan library: all of it, one plan, one text being read in."""

from __future__ import annotations

from anlan.command.plans.models import Plan, PlanImport
from anlan.command.plans.permissions import CHANGE, VIEW
from anlan.kernel.actor import Actor
from anlan.kernel.live import register_topic
from anlan.kernel.policy import visible


def _sees_plan(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(Plan, actor).filter(pk=argument).exists()


def _sees_import(actor: Actor, argument: str) -> bool:
    return argument.isdigit() and visible(PlanImport, actor).filter(pk=argument).exists()


register_topic("plans", permission=VIEW)
register_topic("plan", permission=VIEW, check=_sees_plan)
register_topic("planimport", permission=CHANGE, check=_sees_import)
