"""How an annual work list becomes binding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.responsibility.choices import WorkListState
from anlan.governance.responsibility.models import WorkList
from anlan.governance.responsibility.permissions import CONFIRM, KEEP
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_items(work_list: WorkList) -> Message | None:
    """An empty list binds nobody."""
    if not work_list.items.exists():
        return _("The list is empty: add what is undertaken this year.")
    return None


WORK_LIST = StateMachine(
    model="responsibility.WorkList",
    initial=WorkListState.DRAFT,
    transitions=(
        Transition(
            "confirm",
            WorkListState.DRAFT,
            WorkListState.CONFIRMED,
            permission=CONFIRM,
            label=pgettext_lazy("work list step", "confirm"),
            guard=has_items,
            style="primary",
        ),
        Transition(
            "publish",
            WorkListState.CONFIRMED,
            WorkListState.PUBLISHED,
            permission=KEEP,
            label=pgettext_lazy("work list step", "publish"),
            style="primary",
        ),
        Transition(
            "return",
            WorkListState.CONFIRMED,
            WorkListState.DRAFT,
            permission=KEEP,
            label=pgettext_lazy("work list step", "return"),
            needs_reason=True,
        ),
        Transition(
            "revise",
            (WorkListState.PUBLISHED, WorkListState.WITHDRAWN),
            WorkListState.DRAFT,
            permission=KEEP,
            label=pgettext_lazy("work list step", "draw up a new version"),
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            WorkListState.PUBLISHED,
            WorkListState.WITHDRAWN,
            permission=KEEP,
            label=pgettext_lazy("work list step", "withdraw"),
            needs_reason=True,
            style="danger",
        ),
    ),
)
