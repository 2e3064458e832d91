"""The way of a team: one verb after the other, or declined, or stood down."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

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
            label=_("accept"),
            style="primary",
        ),
        Transition(
            "depart",
            DispatchState.ACCEPTED,
            DispatchState.DEPARTED,
            permission=ANSWER,
            label=_("depart"),
            style="primary",
        ),
        Transition(
            "arrive",
            DispatchState.DEPARTED,
            DispatchState.ARRIVED,
            permission=ANSWER,
            label=_("arrive"),
            style="primary",
        ),
        Transition(
            "begin_work",
            DispatchState.ARRIVED,
            DispatchState.WORKING,
            permission=ANSWER,
            label=_("begin work"),
            style="primary",
        ),
        Transition(
            "complete",
            (DispatchState.ARRIVED, DispatchState.WORKING),
            DispatchState.RELEASED,
            permission=ANSWER,
            label=_("complete"),
        ),
        Transition(
            "decline",
            (DispatchState.ASSIGNED, DispatchState.ACCEPTED),
            DispatchState.DECLINED,
            permission=ANSWER,
            label=_("decline"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "stand_down",
            BOUND,
            DispatchState.RELEASED,
            permission=ASSIGN,
            label=_("stand down"),
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
