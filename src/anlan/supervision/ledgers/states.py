"""How a version of a pack comes into force, and how a duty is done."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.ledgers.choices import DutyState as D
from anlan.supervision.ledgers.choices import VersionState as V
from anlan.supervision.ledgers.permissions import APPROVE, COMPLETE, EDIT

PACK_VERSION = StateMachine(
    model="ledgers.PackVersion",
    initial=V.DRAFT,
    transitions=(
        Transition("submit", V.DRAFT, V.SUBMITTED, EDIT, _("Submit for approval"), style="primary"),
        Transition(
            "publish", V.SUBMITTED, V.PUBLISHED, APPROVE, _("Approve and put into force"),
            style="primary",
        ),
        Transition(
            "return_", V.SUBMITTED, V.DRAFT, APPROVE, _("Send back for changes"), needs_reason=True
        ),
        Transition(
            "discard", V.DRAFT, V.DISCARDED, EDIT, _("Discard the draft"), style="danger"
        ),
        Transition(
            "supersede", V.PUBLISHED, V.SUPERSEDED, APPROVE, _("Replace by a newer version")
        ),
    ),
)  # fmt: skip

DUTY = StateMachine(
    model="ledgers.CadenceOccurrence",
    initial=D.OPEN,
    transitions=(
        Transition(
            "complete", (D.OPEN, D.MISSED), D.DONE, COMPLETE, _("Report as done"), style="primary"
        ),
        Transition("reopen", D.DONE, D.OPEN, COMPLETE, _("Take the report back"),
                   needs_reason=True),
        Transition("miss", D.OPEN, D.MISSED, COMPLETE, _("Mark as missed")),
    ),
)  # fmt: skip
