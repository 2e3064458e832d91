"""How a version of the assessment comes into force and leaves it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.risk.choices import AssessmentState

SUBMIT = "risk.submit_assessment"
APPROVE = "risk.approve_assessment"
#: Held by no role: the platform supersedes the former version itself.
SUPERSEDE = "risk.supersede_assessment"

ASSESSMENT = StateMachine(
    model="risk.Assessment",
    initial=AssessmentState.DRAFT,
    transitions=(
        Transition(
            "submit",
            (AssessmentState.DRAFT, AssessmentState.RETURNED),
            AssessmentState.SUBMITTED,
            SUBMIT,
            _("Submit for approval"),
            style="primary",
        ),
        Transition(
            "approve",
            AssessmentState.SUBMITTED,
            AssessmentState.IN_FORCE,
            APPROVE,
            _("Approve and put in force"),
            style="primary",
        ),
        Transition(
            "return_",
            AssessmentState.SUBMITTED,
            AssessmentState.RETURNED,
            APPROVE,
            _("Return for improvement"),
            needs_reason=True,
        ),
        Transition(
            "supersede",
            AssessmentState.IN_FORCE,
            AssessmentState.SUPERSEDED,
            SUPERSEDE,
            _("Superseded by a newer version"),
        ),
    ),
)
