"""How a version of a plan comes into force and leaves it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.plans.choices import PlanState
from anlan.command.plans.models import Plan, PlanTask
from anlan.command.plans.permissions import CHANGE, PUBLISH
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def is_complete(plan: Plan) -> Message | None:
    """A plan can only be started when it has levels with triggers, groups and tasks."""
    if not plan.levels.exists():
        return _("The plan has no response level.")
    if plan.levels.filter(triggers__isnull=True).exists():
        return _("A response level has no trigger.")
    if not plan.groups.exists():
        return _("The plan has no command group.")
    if not PlanTask.objects.filter(group__plan=plan).exists():
        return _("The plan has no task.")
    return None


PLAN = StateMachine(
    model="plans.Plan",
    initial=PlanState.DRAFT,
    transitions=(
        Transition(
            "publish",
            PlanState.DRAFT,
            PlanState.PUBLISHED,
            permission=PUBLISH,
            label=pgettext_lazy("plan", "put into force"),
            guard=is_complete,
            style="primary",
        ),
        Transition(
            "expire",
            PlanState.PUBLISHED,
            PlanState.EXPIRED,
            permission=CHANGE,
            label=_("take out of force"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
