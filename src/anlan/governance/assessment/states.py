"""How a scheme comes into force, an assessment proceeds and an appeal is decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from anlan.governance.assessment.choices import (
    OPEN_ITEMS,
    AppealState,
    ItemState,
    RunState,
    SchemeState,
)
from anlan.governance.assessment.models import Appeal, ItemResult, Run, Scheme
from anlan.governance.assessment.permissions import CONFIRM, DECIDE, EDIT, MANAGE, REPORT
from anlan.governance.assessment.selectors.checking import problems_of
from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_no_gap(scheme: Scheme) -> Message | None:
    """Points sum, sources are known, somebody assesses every item."""
    found = problems_of(scheme)
    return str(found[0].words) if found else None


SCHEME = StateMachine(
    model="assessment.Scheme",
    initial=SchemeState.DRAFT,
    transitions=(
        Transition(
            "enforce",
            SchemeState.DRAFT,
            SchemeState.IN_FORCE,
            permission=EDIT,
            label=pgettext_lazy("scheme step", "put in force"),
            guard=has_no_gap,
            style="primary",
        ),
        Transition(
            "retire",
            SchemeState.IN_FORCE,
            SchemeState.RETIRED,
            permission=EDIT,
            label=pgettext_lazy("scheme step", "take out of force"),
            needs_reason=True,
            style="danger",
        ),
    ),
)


def nothing_unmarked(run: Run) -> Message | None:
    """Every item of evidence has its marks."""
    waiting = ItemResult.objects.filter(
        result__run=run,
        state__in=(ItemState.WAITING, ItemState.HANDED_IN, ItemState.SECOND),
    ).count()
    if not waiting:
        return None
    return ngettext("%d item is not marked yet.", "%d items are not marked yet.", waiting) % waiting


def nothing_missing(run: Run) -> Message | None:
    """The office has decided what becomes of every item without data."""
    open_ones = ItemResult.objects.filter(result__run=run, state__in=OPEN_ITEMS).count()
    if not open_ones:
        return None
    return (
        ngettext(
            "%d item has no data: decide on it first.",
            "%d items have no data: decide on them first.",
            open_ones,
        )
        % open_ones
    )


def appeals_are_over(run: Run) -> Message | None:
    """The units had their time, and every appeal is decided."""
    if Appeal.objects.filter(item_result__result__run=run, state=AppealState.FILED).exists():
        return _("An appeal is not decided yet.")
    if run.appeal_until is not None and clock.today() <= run.appeal_until:
        return _("The time to appeal has not passed yet.")
    return None


RUN = StateMachine(
    model="assessment.Run",
    initial=RunState.OPEN,
    transitions=(
        Transition(
            "close",
            RunState.OPEN,
            RunState.MARKING,
            permission=MANAGE,
            label=pgettext_lazy("assessment step", "close handing in"),
            style="primary",
        ),
        Transition(
            "review",
            RunState.MARKING,
            RunState.REVIEW,
            permission=MANAGE,
            label=pgettext_lazy("assessment step", "to the office's review"),
            guard=nothing_unmarked,
            style="primary",
        ),
        Transition(
            "reopen",
            RunState.REVIEW,
            RunState.MARKING,
            permission=MANAGE,
            label=pgettext_lazy("assessment step", "back to marking"),
            needs_reason=True,
        ),
        Transition(
            "publish",
            RunState.REVIEW,
            RunState.PUBLISHED,
            permission=MANAGE,
            label=pgettext_lazy("assessment step", "publish to the units"),
            guard=nothing_missing,
            style="primary",
        ),
        Transition(
            "confirm",
            RunState.PUBLISHED,
            RunState.CONFIRMED,
            permission=CONFIRM,
            label=pgettext_lazy("assessment step", "confirm the ranking"),
            guard=appeals_are_over,
            style="primary",
        ),
        Transition(
            "cancel",
            (RunState.OPEN, RunState.MARKING, RunState.REVIEW),
            RunState.CANCELLED,
            permission=MANAGE,
            label=pgettext_lazy("assessment step", "cancel"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

APPEAL = StateMachine(
    model="assessment.Appeal",
    initial=AppealState.FILED,
    transitions=(
        Transition(
            "uphold",
            AppealState.FILED,
            AppealState.UPHELD,
            permission=DECIDE,
            label=pgettext_lazy("appeal step", "uphold"),
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "reject",
            AppealState.FILED,
            AppealState.REJECTED,
            permission=DECIDE,
            label=pgettext_lazy("appeal step", "let the points stand"),
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            AppealState.FILED,
            AppealState.WITHDRAWN,
            permission=REPORT,
            label=pgettext_lazy("appeal step", "withdraw"),
        ),
    ),
)
