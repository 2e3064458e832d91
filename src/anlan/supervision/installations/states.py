"""How a filing moves: draft, submitted, accepted or returned, filed, cancelled."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.installations.choices import FilingState

SUBMIT = "installations.submit_filing"
REVIEW = "installations.review_filing"

FILING = StateMachine(
    model="installations.Filing",
    initial=FilingState.DRAFT,
    transitions=(
        Transition(
            "submit",
            (FilingState.DRAFT, FilingState.RETURNED),
            FilingState.SUBMITTED,
            SUBMIT,
            pgettext_lazy("filing", "Submit for filing"),
            style="primary",
        ),
        Transition(
            "accept",
            FilingState.SUBMITTED,
            FilingState.ACCEPTED,
            REVIEW,
            pgettext_lazy("filing", "Accept the documents"),
            style="primary",
        ),
        Transition(
            "return_",
            (FilingState.SUBMITTED, FilingState.ACCEPTED),
            FilingState.RETURNED,
            REVIEW,
            pgettext_lazy("filing", "Return for correction"),
            needs_reason=True,
        ),
        Transition(
            "register",
            FilingState.ACCEPTED,
            FilingState.FILED,
            REVIEW,
            pgettext_lazy("filing", "File"),
            style="primary",
        ),
        Transition(
            "cancel",
            FilingState.FILED,
            FilingState.CANCELLED,
            REVIEW,
            _("Cancel the filing"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
