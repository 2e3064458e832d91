"""How a version of a plan comes into force and leaves it; how the filing of one is decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anlan.command.plans.choices import (
    EDITABLE,
    UNDER_WAY,
    Decision,
    ImportState,
    PlanState,
    RecordState,
)
from anlan.command.plans.gaps import open_gaps
from anlan.command.plans.models import Plan, PlanImport
from anlan.command.plans.permissions import ACCEPT, CHANGE, PUBLISH
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


def is_approved_above(plan: Plan) -> Message | None:
    """A complete plan is handed up; a unit puts its plan into force itself."""
    if plan.is_of_unit:
        return _("The unit puts its plan into force itself.")
    return is_complete(plan)


PLAN = StateMachine(
    model="plans.Plan",
    initial=PlanState.DRAFT,
    transitions=(
        Transition(
            "submit",
            EDITABLE,
            PlanState.SUBMITTED,
            permission=CHANGE,
            label=pgettext_lazy("plan", "submit for approval"),
            guard=is_approved_above,
            style="primary",
        ),
        Transition(
            "return_",
            PlanState.SUBMITTED,
            PlanState.RETURNED,
            permission=PUBLISH,
            label=pgettext_lazy("plan", "return for correction"),
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            PlanState.SUBMITTED,
            PlanState.DRAFT,
            permission=CHANGE,
            label=pgettext_lazy("plan", "take back to work on it"),
        ),
        Transition(
            "publish",
            UNDER_WAY,
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


FILING = StateMachine(
    model="plans.PlanRecord",
    initial=RecordState.HANDED_IN,
    transitions=(
        Transition(
            "accept",
            RecordState.HANDED_IN,
            RecordState.ACCEPTED,
            permission=ACCEPT,
            label=pgettext_lazy("filing of a plan", "accept the filing"),
            style="primary",
        ),
        Transition(
            "refuse",
            RecordState.HANDED_IN,
            RecordState.REFUSED,
            permission=ACCEPT,
            label=pgettext_lazy("filing of a plan", "return the filing"),
            needs_reason=True,
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
