"""How the evaluation of a plan goes from a draft to what the county leader approved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.indicators.choices import EvaluationState
from anlan.governance.indicators.models import Evaluation
from anlan.governance.indicators.permissions import APPROVE, EVALUATE
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_conclusion(evaluation: Evaluation) -> Message | None:
    """An evaluation says what follows from it."""
    if not evaluation.conclusion.strip():
        return _("Write the conclusion first.")
    return None


EVALUATION = StateMachine(
    model="indicators.Evaluation",
    initial=EvaluationState.DRAFT,
    transitions=(
        Transition(
            "submit",
            EvaluationState.DRAFT,
            EvaluationState.SUBMITTED,
            permission=EVALUATE,
            label=pgettext_lazy("evaluation step", "submit"),
            guard=has_conclusion,
            style="primary",
        ),
        Transition(
            "approve",
            EvaluationState.SUBMITTED,
            EvaluationState.APPROVED,
            permission=APPROVE,
            label=pgettext_lazy("evaluation step", "approve"),
            style="primary",
        ),
        Transition(
            "return_",
            EvaluationState.SUBMITTED,
            EvaluationState.DRAFT,
            permission=APPROVE,
            label=pgettext_lazy("evaluation step", "send back"),
            needs_reason=True,
        ),
    ),
)
