"""How a version, a clue, what a stage owes and a dispute move on."""

from __future__ import annotations

from django.utils.translation import ngettext_lazy, pgettext_lazy

from anlan.governance.chains.checking import blocking
from anlan.governance.chains.choices import (
    SETTLED,
    WITH_UNIT,
    ClueState,
    DisputeState,
    TraceState,
    VersionState,
)
from anlan.governance.chains.models import ChainVersion, Clue
from anlan.governance.chains.permissions import COORDINATE, DECIDE, HANDLE, KEEP
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_no_gap(version: ChainVersion) -> Message | None:
    """A chain with a stage nobody leads, or that two lead, is not put in force."""
    found = blocking(version)
    return found[0].words if found else None


def all_stages_settled(clue: Clue) -> Message | None:
    """Every stage concerned has answered, or was released with a reason."""
    left = [row for row in clue.traces.all() if row.state not in SETTLED]
    if left:
        return ngettext_lazy(
            "%(count)d stage has not answered yet.",
            "%(count)d stages have not answered yet.",
            len(left),
        ) % {"count": len(left)}
    return None


VERSION = StateMachine(
    model="chains.ChainVersion",
    initial=VersionState.DRAFT,
    transitions=(
        Transition(
            "publish",
            VersionState.DRAFT,
            VersionState.PUBLISHED,
            permission=KEEP,
            label=pgettext_lazy("chain version step", "put in force"),
            guard=has_no_gap,
            style="primary",
        ),
        Transition(
            "replace",
            VersionState.PUBLISHED,
            VersionState.REPLACED,
            permission=KEEP,
            label=pgettext_lazy("chain version step", "replace by the next version"),
        ),
    ),
)

CLUE = StateMachine(
    model="chains.Clue",
    initial=ClueState.NEW,
    transitions=(
        Transition(
            "send",
            ClueState.NEW,
            ClueState.TRACING,
            permission=COORDINATE,
            label=pgettext_lazy("clue step", "send to the stages"),
            style="primary",
        ),
        Transition(
            "check",
            ClueState.TRACING,
            ClueState.CHECKED,
            permission=COORDINATE,
            label=pgettext_lazy("clue step", "checked: all stages have done their part"),
            guard=all_stages_settled,
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "reopen",
            ClueState.CHECKED,
            ClueState.TRACING,
            permission=COORDINATE,
            label=pgettext_lazy("clue step", "trace on"),
            needs_reason=True,
        ),
        Transition(
            "close",
            ClueState.CHECKED,
            ClueState.CLOSED,
            permission=COORDINATE,
            label=pgettext_lazy("clue step", "close"),
            guard=all_stages_settled,
            style="primary",
        ),
        Transition(
            "withdraw",
            (ClueState.NEW, ClueState.TRACING),
            ClueState.WITHDRAWN,
            permission=COORDINATE,
            label=pgettext_lazy("clue step", "withdraw"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

TRACE = StateMachine(
    model="chains.Trace",
    initial=TraceState.PROPOSED,
    transitions=(
        Transition(
            "send",
            TraceState.PROPOSED,
            TraceState.SENT,
            permission=COORDINATE,
            label=pgettext_lazy("trace step", "send to the unit"),
            style="primary",
        ),
        Transition(
            "sign",
            TraceState.SENT,
            TraceState.SIGNED,
            permission=HANDLE,
            label=pgettext_lazy("trace step", "sign for it"),
            style="primary",
        ),
        Transition(
            "answer",
            WITH_UNIT,
            TraceState.ANSWERED,
            permission=HANDLE,
            label=pgettext_lazy("trace step", "answer"),
            style="primary",
        ),
        Transition(
            "dispute",
            WITH_UNIT,
            TraceState.DISPUTED,
            permission=HANDLE,
            label=pgettext_lazy("trace step", "not our competence"),
        ),
        Transition(
            "settle",
            TraceState.DISPUTED,
            TraceState.SENT,
            permission=DECIDE,
            label=pgettext_lazy("trace step", "decide the dispute"),
            style="primary",
        ),
        Transition(
            "return_",
            TraceState.ANSWERED,
            TraceState.SIGNED,
            permission=COORDINATE,
            label=pgettext_lazy("trace step", "return the answer"),
            needs_reason=True,
        ),
        Transition(
            "release",
            (TraceState.PROPOSED, *WITH_UNIT),
            TraceState.RELEASED,
            permission=COORDINATE,
            label=pgettext_lazy("trace step", "release: not concerned"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

DISPUTE = StateMachine(
    model="chains.Dispute",
    initial=DisputeState.OPEN,
    transitions=(
        Transition(
            "decide",
            DisputeState.OPEN,
            DisputeState.DECIDED,
            permission=DECIDE,
            label=pgettext_lazy("dispute step", "decide in writing"),
            needs_reason=True,
            style="primary",
        ),
    ),
)
