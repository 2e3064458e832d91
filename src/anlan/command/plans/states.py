"""How a version of a plan comes into force and leaves it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anlan.command.plans.choices import Decision, ImportState, PlanState
from anlan.command.plans.gaps import open_gaps
from anlan.command.plans.models import Plan, PlanImport
from anlan.command.plans.permissions import CHANGE, PUBLISH
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def is_complete(plan: Plan) -> Message | None:
    """A plan comes into force without errors, and with every warning acknowledged."""
    found = open_gaps(plan)
    errors = [gap for gap in found if gap.is_error]
    if errors:
        return errors[0].words
    if found:
        return ngettext(
            "%(number)d warning of the check is not acknowledged.",
            "%(number)d warnings of the check are not acknowledged.",
            len(found),
        ) % {"number": len(found)}
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


def is_decided(row: PlanImport) -> Message | None:
    """Every item found has been kept, corrected or left out by a person."""
    waiting = row.items.filter(decision=Decision.OPEN).count()
    if waiting:
        return ngettext(
            "%(number)d item is not decided on yet.",
            "%(number)d items are not decided on yet.",
            waiting,
        ) % {"number": waiting}
    return None


IMPORT = StateMachine(
    model="plans.PlanImport",
    initial=ImportState.OPEN,
    transitions=(
        Transition(
            "make",
            ImportState.OPEN,
            ImportState.MADE,
            permission=CHANGE,
            label=_("make the draft"),
            guard=is_decided,
            style="primary",
        ),
        Transition(
            "drop",
            ImportState.OPEN,
            ImportState.DROPPED,
            permission=CHANGE,
            label=_("give up the import"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
