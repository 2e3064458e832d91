"""How an accident comes into the count, and out of it again."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accidents.choices import AccidentState
from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.permissions import APPROVE, CONFIRM, REGISTER
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def is_coded(accident: Accident) -> Message | None:
    """Only what has a type and a place in the industries can be counted."""
    if accident.kind_id is None:
        return _("Choose the type by GB 6441-2025 first.")
    if not accident.industry_code:
        return _("Give the industry (GB/T 4754) first.")
    return None


def nothing_waits(accident: Accident) -> Message | None:
    """Figures that wait are decided on before."""
    blocked = is_coded(accident)
    if blocked is None and accident.changes.filter(state="proposed").exists():
        return _("Figures of this accident wait for approval; decide on them first.")
    return blocked


def was_counted(accident: Accident) -> Message | None:
    """It goes back to the count only if it was there."""
    return None if accident.confirmed_at else _("It was never counted.")


def was_not_counted(accident: Accident) -> Message | None:
    """What was counted goes on being counted."""
    return _("It was counted before.") if accident.confirmed_at else None


ACCIDENT = StateMachine(
    model="accidents.Accident",
    initial=AccidentState.REGISTERED,
    transitions=(
        Transition(
            "verify",
            AccidentState.REGISTERED,
            AccidentState.VERIFIED,
            permission=CONFIRM,
            label=pgettext_lazy("accident step", "verify"),
            guard=is_coded,
            style="primary",
        ),
        Transition(
            "confirm",
            AccidentState.VERIFIED,
            AccidentState.CONFIRMED,
            permission=CONFIRM,
            label=pgettext_lazy("accident step", "confirm for the statistics"),
            guard=nothing_waits,
            style="primary",
        ),
        Transition(
            "propose_removal",
            (AccidentState.REGISTERED, AccidentState.VERIFIED, AccidentState.CONFIRMED),
            AccidentState.REMOVAL,
            permission=REGISTER,
            label=pgettext_lazy("accident step", "propose not to count it"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "approve_removal",
            AccidentState.REMOVAL,
            AccidentState.REMOVED,
            permission=APPROVE,
            label=pgettext_lazy("accident step", "approve the removal"),
            style="primary",
        ),
        Transition(
            "keep_counted",
            AccidentState.REMOVAL,
            AccidentState.CONFIRMED,
            permission=APPROVE,
            label=pgettext_lazy("accident step", "refuse the removal: goes on counting"),
            guard=was_counted,
            needs_reason=True,
        ),
        Transition(
            "refuse_removal",
            AccidentState.REMOVAL,
            AccidentState.REGISTERED,
            permission=APPROVE,
            label=pgettext_lazy("accident step", "refuse the removal"),
            guard=was_not_counted,
            needs_reason=True,
        ),
    ),
)
