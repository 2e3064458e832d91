"""How a hand-over moves. Diagram: docs/domains/duty/handover.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.duty.choices import HandoverState as S
from anlan.command.duty.permissions import HAND_OVER
from anlan.kernel.states import StateMachine, Transition

HANDOVER = StateMachine(
    model="duty.Handover",
    initial=S.OFFERED,
    transitions=(
        Transition(
            "accept", S.OFFERED, S.ACCEPTED, HAND_OVER, _("take over the shift"), style="primary"
        ),
        Transition(
            "withdraw",
            S.OFFERED,
            S.WITHDRAWN,
            HAND_OVER,
            pgettext_lazy("hand-over step", "withdraw"),
        ),
    ),
)
