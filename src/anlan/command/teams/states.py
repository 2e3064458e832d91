"""Readiness of a team, and the way of a stand-by order.

Dispatch engages and releases; leaders and officers report the rest.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from anlan.command.teams.choices import Readiness, StandByState
from anlan.command.teams.permissions import ANSWER_STAND_BY, ENGAGE, RELEASE, SET_READINESS
from anlan.kernel.states import StateMachine, Transition

READINESS = StateMachine(
    model="teams.Team",
    field="readiness",
    initial=Readiness.READY,
    transitions=(
        Transition(
            "declare_ready",
            (Readiness.LIMITED, Readiness.UNAVAILABLE),
            Readiness.READY,
            permission=SET_READINESS,
            label=pgettext_lazy("team step", "ready again"),
            style="primary",
        ),
        Transition(
            "declare_limited",
            (Readiness.READY, Readiness.UNAVAILABLE),
            Readiness.LIMITED,
            permission=SET_READINESS,
            label=pgettext_lazy("team step", "limited"),
            needs_reason=True,
        ),
        Transition(
            "declare_unavailable",
            (Readiness.READY, Readiness.LIMITED),
            Readiness.UNAVAILABLE,
            permission=SET_READINESS,
            label=pgettext_lazy("team step", "not available"),
            needs_reason=True,
        ),
        Transition(
            "engage",
            (Readiness.READY, Readiness.LIMITED),
            Readiness.ENGAGED,
            permission=ENGAGE,
            label=pgettext_lazy("team step", "send"),
        ),
        Transition(
            "release",
            Readiness.ENGAGED,
            Readiness.READY,
            permission=RELEASE,
            label=pgettext_lazy("team step", "stand down"),
        ),
    ),
)

#: The steps people take themselves; the others belong to dispatch.
REPORTED = ("declare_ready", "declare_limited", "declare_unavailable")

STAND_BY = StateMachine(
    model="teams.StandBy",
    initial=StandByState.ORDERED,
    transitions=(
        Transition(
            "take_up",
            StandByState.ORDERED,
            StandByState.ON_THE_SPOT,
            permission=ANSWER_STAND_BY,
            label=pgettext_lazy("stand-by step", "on the spot now"),
            style="primary",
        ),
        Transition(
            "end",
            (StandByState.ORDERED, StandByState.ON_THE_SPOT),
            StandByState.ENDED,
            permission=ANSWER_STAND_BY,
            label=pgettext_lazy("stand-by step", "end the stand-by"),
            needs_reason=True,
        ),
    ),
)
