"""How a planning document comes from what was read to what counts."""

from __future__ import annotations

from django.utils.translation import ngettext, pgettext_lazy

from anlan.governance.planning.choices import DocumentState, ItemState
from anlan.governance.planning.models import PlanningDocument
from anlan.governance.planning.permissions import KEEP
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def is_decided(document: PlanningDocument) -> Message | None:
    """Every item was decided on and every doubt looked at."""
    waiting = sum(
        rows.filter(state=ItemState.READ).count() for rows in (document.tasks, document.indicators)
    )
    if waiting:
        return ngettext(
            "%(number)d item is still to be confirmed.",
            "%(number)d items are still to be confirmed.",
            waiting,
        ) % {"number": waiting}
    doubts = len(document.open_doubts())
    if doubts:
        return ngettext(
            "%(number)d doubtful place of the text was not looked at yet.",
            "%(number)d doubtful places of the text were not looked at yet.",
            doubts,
        ) % {"number": doubts}
    return None


DOCUMENT = StateMachine(
    model="planning.PlanningDocument",
    initial=DocumentState.READING,
    transitions=(
        Transition(
            "confirm",
            DocumentState.READING,
            DocumentState.CONFIRMED,
            permission=KEEP,
            label=pgettext_lazy("planning document", "confirm the document"),
            guard=is_decided,
            style="primary",
        ),
        Transition(
            "reopen",
            DocumentState.CONFIRMED,
            DocumentState.READING,
            permission=KEEP,
            label=pgettext_lazy("planning document", "take up again"),
            needs_reason=True,
        ),
        Transition(
            "supersede",
            (DocumentState.READING, DocumentState.CONFIRMED),
            DocumentState.SUPERSEDED,
            permission=KEEP,
            label=pgettext_lazy("planning document", "replace by a new version"),
        ),
    ),
)
