"""A shelter does not close over people, an evacuation does not end before the last door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anlan.command.shelters.choices import EvacuationState, Outcome, ShelterState
from anlan.command.shelters.models import Evacuation, Shelter
from anlan.command.shelters.permissions import OPERATE, ORDER
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def is_empty(shelter: Shelter) -> Message | None:
    """Nobody is inside any more."""
    if not shelter.occupied:
        return None
    return _("People are still in it: register them out first.")


SHELTER = StateMachine(
    model="shelters.Shelter",
    initial=ShelterState.CLOSED,
    transitions=(
        Transition(
            "open",
            ShelterState.CLOSED,
            ShelterState.OPEN,
            permission=OPERATE,
            label=pgettext_lazy("shelter step", "open"),
            style="primary",
        ),
        Transition(
            "close",
            ShelterState.OPEN,
            ShelterState.CLOSED,
            permission=OPERATE,
            label=pgettext_lazy("shelter step", "close"),
            guard=is_empty,
        ),
    ),
)


def is_complete(evacuation: Evacuation) -> Message | None:
    """Every household has been told of."""
    waiting = evacuation.rows.filter(outcome=Outcome.WAITING).count()
    if not waiting:
        return None
    return ngettext(
        "%(n)d household has not been checked off yet.",
        "%(n)d households have not been checked off yet.",
        waiting,
    ) % {"n": waiting}


EVACUATION = StateMachine(
    model="shelters.Evacuation",
    initial=EvacuationState.MOVING,
    transitions=(
        Transition(
            "finish",
            EvacuationState.MOVING,
            EvacuationState.FINISHED,
            permission=ORDER,
            label=pgettext_lazy("evacuation step", "everybody is accounted for"),
            guard=is_complete,
            style="primary",
        ),
        Transition(
            "return_home",
            EvacuationState.FINISHED,
            EvacuationState.RETURNED,
            permission=ORDER,
            label=pgettext_lazy("evacuation step", "people return home"),
            needs_reason=True,
            style="primary",
        ),
    ),
)
