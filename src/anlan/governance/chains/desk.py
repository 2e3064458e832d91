"""Chains on the desks: what waits for my unit, for the office, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.governance.chains.choices import WITH_UNIT, ClueState
from anlan.governance.chains.models import Clue, Trace
from anlan.governance.chains.permissions import VIEW_CLUE
from anlan.governance.chains.waiting import clues_waiting, late_q, of_my_units, traces_waiting
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.desk import DeskFigure, DeskItem, DeskSection, register_desk, register_figure
from anlan.kernel.policy import visible

ON_DESK = 10
#: A day to answer this near stands under “about to be late”.
SOON = timedelta(days=2)
LATE_LEVEL = 2


def _of_trace(trace: Trace) -> DeskItem:
    return DeskItem(
        label=str(trace),
        url=trace.get_absolute_url(),
        where=f"{trace.clue.chain} · {trace.organisation}",
        level=LATE_LEVEL if trace.is_late else None,
        state={"label": trace.get_state_display(), "tone": trace.tone},
        due=trace.due_at if trace.state in WITH_UNIT else None,
        at=trace.sent_at,
    )


def _of_clue(clue: Clue) -> DeskItem:
    return DeskItem(
        label=clue.title,
        url=clue.get_absolute_url(),
        where=f"{clue.chain} · {clue.place}",
        state={"label": clue.get_state_display(), "tone": clue.tone},
        at=clue.found_at,
    )


def waiting(actor: Actor) -> Iterable[DeskItem]:
    """To sign, answer, decide; to send, check, close."""
    traces = traces_waiting(actor).select_related("clue__chain", "stage", "organisation")
    clues = clues_waiting(actor).select_related("chain")
    return [
        *(_of_trace(row) for row in traces.order_by("due_on")[:ON_DESK]),
        *(_of_clue(row) for row in clues.order_by("pk")[:ON_DESK]),
    ]


def near(actor: Actor) -> Iterable[DeskItem]:
    """Stages of the units one answers for that are to be answered within days."""
    rows = visible(Trace, actor).filter(
        of_my_units(actor),
        state__in=WITH_UNIT,
        clue__state=ClueState.TRACING,
        due_on__lte=clock.today() + SOON,
    )
    rows = rows.exclude(organisation_id=actor.organisation_id or 0)
    found = rows.select_related("clue__chain", "stage", "organisation")
    return [_of_trace(row) for row in found.order_by("due_on")[:ON_DESK]]


def count_late(actor: Actor) -> int:
    """How many stages have not answered in time."""
    return visible(Trace, actor).filter(late_q(), clue__state=ClueState.TRACING).count()


register_desk(
    DeskSection(
        name="chains.waiting",
        title=gettext_lazy("Clues along chains"),
        place="now",
        items=waiting,
        permission=VIEW_CLUE,
        order=58,
        topics=("clues",),
    ),
    DeskSection(
        name="chains.near",
        title=gettext_lazy("Clues along chains to be answered"),
        place="soon",
        items=near,
        permission=VIEW_CLUE,
        order=58,
        topics=("clues",),
    ),
)
register_figure(
    DeskFigure(
        name="chains.late",
        label=gettext_lazy("Stages of chains late"),
        value=count_late,
        url=lambda: f"{reverse('chains:traces')}?tab=late",
        permission=VIEW_CLUE,
        roles=("county_leader", "commander", "bureau_officer"),
        order=78,
    )
)
