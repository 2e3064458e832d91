"""How a drill runs, and what becomes of a proposal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.drills.choices import ALIVE, DrillState, Part, ProposalState
from anlan.command.drills.models import Drill
from anlan.command.drills.permissions import DIRECT, EVALUATE, PLAN, STOP
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_people_and_script(drill: Drill) -> Message | None:
    """A drill begins with somebody to play it and something to play."""
    if not drill.participants.filter(part=Part.PLAYER).exists():
        return _("Nobody plays in this drill yet: name the players first.")
    if not drill.injects.exists():
        return _("The script is empty: choose a scenario with injects.")
    return None


def no_other_runs(drill: Drill) -> Message | None:
    """Two drills at once in one place cannot be told apart by those who play."""
    blocked = has_people_and_script(drill)
    if blocked is not None:
        return blocked
    others = Drill.objects.filter(region_id=drill.region_id, state__in=ALIVE).exclude(pk=drill.pk)
    return _("Another drill runs here: end it first.") if others.exists() else None


DRILL = StateMachine(
    model="drills.Drill",
    initial=DrillState.PLANNED,
    transitions=(
        Transition(
            "start",
            DrillState.PLANNED,
            DrillState.RUNNING,
            permission=DIRECT,
            label=pgettext_lazy("drill step", "begin the drill"),
            guard=no_other_runs,
            style="primary",
        ),
        Transition(
            "pause",
            DrillState.RUNNING,
            DrillState.PAUSED,
            permission=DIRECT,
            label=pgettext_lazy("drill step", "pause"),
        ),
        Transition(
            "resume",
            (DrillState.PAUSED, DrillState.SUSPENDED),
            DrillState.RUNNING,
            permission=DIRECT,
            label=pgettext_lazy("drill step", "go on"),
            style="primary",
        ),
        Transition(
            "suspend",
            (DrillState.RUNNING, DrillState.PAUSED),
            DrillState.SUSPENDED,
            permission=STOP,
            label=pgettext_lazy("drill step", "real incident: stop"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "finish",
            (DrillState.RUNNING, DrillState.PAUSED),
            DrillState.ENDED,
            permission=DIRECT,
            label=pgettext_lazy("drill step", "end the drill"),
        ),
        Transition(
            "abort",
            ALIVE,
            DrillState.ABORTED,
            permission=STOP,
            label=pgettext_lazy("drill step", "abort"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "assess",
            DrillState.ENDED,
            DrillState.ASSESSED,
            permission=EVALUATE,
            label=pgettext_lazy("drill step", "close the assessment"),
        ),
        Transition(
            "cancel",
            DrillState.PLANNED,
            DrillState.CANCELLED,
            permission=PLAN,
            label=pgettext_lazy("drill step", "cancel"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

PROPOSAL = StateMachine(
    model="drills.RevisionProposal",
    initial=ProposalState.OPEN,
    transitions=(
        Transition(
            "adopt",
            ProposalState.OPEN,
            ProposalState.ADOPTED,
            permission=EVALUATE,
            label=pgettext_lazy("proposal step", "put into a draft of the plan"),
            style="primary",
        ),
        Transition(
            "reject",
            ProposalState.OPEN,
            ProposalState.REJECTED,
            permission=EVALUATE,
            label=pgettext_lazy("proposal step", "reject"),
            needs_reason=True,
        ),
    ),
)
