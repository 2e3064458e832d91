"""A shelter opens and closes; it does not close over people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.shelters.choices import ShelterState
from anlan.command.shelters.models import Shelter
from anlan.command.shelters.permissions import OPERATE
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
