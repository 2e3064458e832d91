"""How a supervision document moves from its draft to its closing, and a statement to a decision."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.oversight.choices import OrderState, StatementState
from anlan.governance.oversight.models import Order
from anlan.governance.oversight.permissions import CHECK, ISSUE, RECEIVE
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def may_close_unanswered(order: Order) -> Message | None:
    """Only what needs no answer is closed without one."""
    if order.kind.needs_answer:
        return _("The unit has not answered yet: close it when the answer was checked.")
    return None


def nothing_to_decide(order: Order) -> Message | None:
    """An open appeal is decided first."""
    if order.statements.filter(state=StatementState.OPEN).exists():
        return _("An explanation or appeal waits for a decision: decide it first.")
    return None


ORDER = StateMachine(
    model="oversight.Order",
    initial=OrderState.DRAFT,
    transitions=(
        Transition(
            "take_up",
            OrderState.PROPOSED,
            OrderState.DRAFT,
            permission=ISSUE,
            label=pgettext_lazy("order step", "take up the proposal"),
            style="primary",
        ),
        Transition(
            "submit",
            OrderState.DRAFT,
            OrderState.APPROVING,
            permission=ISSUE,
            label=pgettext_lazy("order step", "submit for approval"),
            style="primary",
        ),
        Transition(
            "return_draft",
            OrderState.APPROVING,
            OrderState.DRAFT,
            permission=ISSUE,
            label=pgettext_lazy("order step", "take back"),
        ),
        Transition(
            "issue",
            OrderState.APPROVING,
            OrderState.ISSUED,
            permission=ISSUE,
            label=pgettext_lazy("order step", "issue"),
        ),
        Transition(
            "sign",
            OrderState.ISSUED,
            OrderState.SIGNED,
            permission=RECEIVE,
            label=pgettext_lazy("order step", "sign for it"),
            style="primary",
        ),
        Transition(
            "answer",
            (OrderState.ISSUED, OrderState.SIGNED),
            OrderState.ANSWERED,
            permission=RECEIVE,
            label=pgettext_lazy("order step", "answer"),
            style="primary",
        ),
        Transition(
            "return_answer",
            OrderState.ANSWERED,
            OrderState.SIGNED,
            permission=CHECK,
            label=pgettext_lazy("order step", "return the answer"),
            needs_reason=True,
        ),
        Transition(
            "close",
            OrderState.ANSWERED,
            OrderState.CLOSED,
            permission=CHECK,
            label=pgettext_lazy("order step", "checked: close"),
            guard=nothing_to_decide,
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "conclude",
            (OrderState.ISSUED, OrderState.SIGNED),
            OrderState.CLOSED,
            permission=CHECK,
            label=pgettext_lazy("order step", "close without answer"),
            guard=may_close_unanswered,
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            (
                OrderState.PROPOSED,
                OrderState.DRAFT,
                OrderState.ISSUED,
                OrderState.SIGNED,
                OrderState.ANSWERED,
            ),
            OrderState.WITHDRAWN,
            permission=CHECK,
            label=pgettext_lazy("order step", "withdraw"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

STATEMENT = StateMachine(
    model="oversight.Statement",
    initial=StatementState.OPEN,
    transitions=(
        Transition(
            "uphold",
            StatementState.OPEN,
            StatementState.UPHELD,
            permission=CHECK,
            label=pgettext_lazy("statement step", "accept"),
            needs_reason=True,
        ),
        Transition(
            "refuse",
            StatementState.OPEN,
            StatementState.REFUSED,
            permission=CHECK,
            label=pgettext_lazy("statement step", "refuse"),
            needs_reason=True,
        ),
    ),
)
