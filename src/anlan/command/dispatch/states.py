"""The way of a team: one verb after the other, or declined, or stood down."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from anlan.command.dispatch.choices import BOUND, DispatchState
from anlan.command.dispatch.permissions import ANSWER, ASSIGN
from anlan.kernel.states import StateMachine, Transition

DISPATCH = StateMachine(
    model="dispatch.Dispatch",
    initial=DispatchState.ASSIGNED,
    transitions=(
        Transition(
            "accept",
            DispatchState.ASSIGNED,
            DispatchState.ACCEPTED,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "accept"),
            style="primary",
        ),
        Transition(
            "depart",
            DispatchState.ACCEPTED,
            DispatchState.DEPARTED,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "depart"),
            style="primary",
        ),
        Transition(
            "arrive",
            DispatchState.DEPARTED,
            DispatchState.ARRIVED,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "arrive"),
            style="primary",
        ),
        Transition(
            "begin_work",
            DispatchState.ARRIVED,
            DispatchState.WORKING,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "begin work"),
            style="primary",
        ),
        Transition(
            "complete",
            (DispatchState.ARRIVED, DispatchState.WORKING),
            DispatchState.RELEASED,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "complete"),
        ),
        Transition(
            "decline",
            (DispatchState.ASSIGNED, DispatchState.ACCEPTED),
            DispatchState.DECLINED,
            permission=ANSWER,
            label=pgettext_lazy("dispatch step", "decline"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "stand_down",
            BOUND,
            DispatchState.RELEASED,
            permission=ASSIGN,
            label=pgettext_lazy("dispatch step", "stand down"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

#: The one verb of each state on the leader's phone.
NEXT_STEP = {
    DispatchState.ASSIGNED: "accept",
    DispatchState.ACCEPTED: "depart",
    DispatchState.DEPARTED: "arrive",
    DispatchState.ARRIVED: "begin_work",
    DispatchState.WORKING: "complete",
}
