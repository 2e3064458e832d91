"""What may become of a lead."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.crosschecks.choices import LeadState
from anlan.supervision.crosschecks.permissions import ANSWER

LEAD = StateMachine(
    model="crosschecks.Lead",
    initial=LeadState.OPEN,
    transitions=(
        Transition(
            "accept",
            LeadState.OPEN,
            LeadState.ACCEPTED,
            permission=ANSWER,
            label=pgettext_lazy("lead step", "take on"),
            style="primary",
        ),
        Transition(
            "confirm",
            (LeadState.OPEN, LeadState.ACCEPTED),
            LeadState.CONFIRMED,
            permission=ANSWER,
            label=pgettext_lazy("lead step", "confirmed: open a hazard"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "dismiss",
            (LeadState.OPEN, LeadState.ACCEPTED),
            LeadState.DISMISSED,
            permission=ANSWER,
            label=pgettext_lazy("lead step", "explained: no hazard"),
            needs_reason=True,
        ),
    ),
)
