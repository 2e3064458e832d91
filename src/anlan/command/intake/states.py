"""How an item of the queue moves. Diagram: README.md."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from anlan.command.intake.choices import ItemState as S
from anlan.command.intake.permissions import HANDLE
from anlan.kernel.states import StateMachine, Transition

ITEM = StateMachine(
    model="intake.IntakeItem",
    initial=S.WAITING,
    transitions=(
        Transition(
            "open_incident",
            (S.WAITING, S.HANDED_ON),
            S.OPENED,
            HANDLE,
            pgettext_lazy("intake step", "open an incident"),
            style="primary",
        ),
        Transition(
            "attach",
            (S.WAITING, S.HANDED_ON),
            S.ATTACHED,
            HANDLE,
            pgettext_lazy("intake step", "attach to an incident"),
        ),
        Transition(
            "hand_on", S.WAITING, S.HANDED_ON, HANDLE, pgettext_lazy("intake step", "hand on")
        ),
        Transition(
            "dismiss",
            (S.WAITING, S.HANDED_ON),
            S.DISMISSED,
            HANDLE,
            pgettext_lazy("intake step", "dismiss"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "take_back",
            (S.DISMISSED, S.HANDED_ON, S.WITHDRAWN),
            S.WAITING,
            HANDLE,
            pgettext_lazy("intake step", "look at it again"),
            needs_reason=True,
        ),
        # The sender takes it back; nobody presses this.
        Transition(
            "withdraw",
            (S.WAITING, S.HANDED_ON),
            S.WITHDRAWN,
            "intake.withdraw_item",
            pgettext_lazy("intake step", "withdraw"),
        ),
    ),
)
