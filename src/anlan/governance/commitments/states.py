"""How a commitment moves. Diagram: docs/domains/states.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.commitments.choices import AT_WORK, OPEN, OWED
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import Commitment
from anlan.governance.commitments.permissions import CHECK, GIVE, REPORT
from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def periods_are_reported(commitment: Commitment) -> Message | None:
    """A recurring commitment is done when each of its periods was reported."""
    if not commitment.cadence:
        return None
    owed = commitment.periods.filter(state__in=OWED, begins_on__lte=clock.today())
    if owed.exists():
        return _("Some of its periods are not reported yet: report them first.")
    return None


COMMITMENT = StateMachine(
    model="commitments.Commitment",
    initial=S.ASSIGNED,
    transitions=(
        Transition(
            "accept",
            S.ASSIGNED,
            S.ACCEPTED,
            REPORT,
            pgettext_lazy("commitment step", "sign for it"),
            style="primary",
        ),
        Transition(
            "decline",
            S.ASSIGNED,
            S.DECLINED,
            REPORT,
            pgettext_lazy("commitment step", "return it"),
            needs_reason=True,
        ),
        Transition(
            "assign",
            S.DECLINED,
            S.ASSIGNED,
            GIVE,
            pgettext_lazy("commitment step", "give it anew"),
            style="primary",
        ),
        Transition(
            "start",
            (S.ACCEPTED, S.SENT_BACK),
            S.RUNNING,
            REPORT,
            pgettext_lazy("commitment step", "begin work"),
        ),
        Transition(
            "submit",
            AT_WORK,
            S.REPORTED,
            REPORT,
            pgettext_lazy("commitment step", "report it done"),
            guard=periods_are_reported,
        ),
        Transition(
            "complete",
            S.REPORTED,
            S.COMPLETED,
            CHECK,
            pgettext_lazy("commitment step", "checked: done"),
            style="primary",
        ),
        Transition(
            "send_back",
            S.REPORTED,
            S.SENT_BACK,
            CHECK,
            pgettext_lazy("commitment step", "checked: send back"),
            needs_reason=True,
        ),
        Transition(
            "pause",
            AT_WORK,
            S.PAUSED,
            GIVE,
            pgettext_lazy("commitment step", "pause it"),
            needs_reason=True,
        ),
        Transition(
            "resume",
            S.PAUSED,
            S.RUNNING,
            GIVE,
            pgettext_lazy("commitment step", "go on with it"),
            style="primary",
        ),
        Transition(
            "cancel",
            OPEN,
            S.CANCELLED,
            GIVE,
            pgettext_lazy("commitment step", "cancel it"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "reopen",
            S.COMPLETED,
            S.RUNNING,
            CHECK,
            pgettext_lazy("commitment step", "open it again"),
            needs_reason=True,
        ),
    ),
)
