"""How hand-overs, answers to checks, leave and swaps move. Diagrams: docs/domains/states.md."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.duty.choices import AnswerState as A
from anlan.command.duty.choices import HandoverState as S
from anlan.command.duty.choices import LeaveState as L
from anlan.command.duty.choices import SwapState as W
from anlan.command.duty.models import DutyLeave, DutySwap
from anlan.command.duty.permissions import (
    AGREE_SWAP,
    ANSWER_CHECK,
    ASK_CHECK,
    ASK_RELIEF,
    HAND_OVER,
    PLAN,
)
from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition

HANDOVER = StateMachine(
    model="duty.Handover",
    initial=S.OFFERED,
    transitions=(
        Transition(
            "accept", S.OFFERED, S.ACCEPTED, HAND_OVER, _("take over the shift"), style="primary"
        ),
        Transition(
            "withdraw",
            S.OFFERED,
            S.WITHDRAWN,
            HAND_OVER,
            pgettext_lazy("hand-over step", "withdraw"),
        ),
    ),
)

ANSWER = StateMachine(
    model="duty.DutyCheckAnswer",
    initial=A.WAITING,
    transitions=(
        Transition(
            "answer",
            A.WAITING,
            A.ANSWERED,
            ANSWER_CHECK,
            pgettext_lazy("duty check", "answer"),
            style="primary",
        ),
        Transition(
            "answer_late",
            (A.WAITING, A.MISSED),
            A.LATE,
            ANSWER_CHECK,
            pgettext_lazy("duty check", "answer late"),
        ),
        Transition(
            "record",
            (A.WAITING, A.UNREACHABLE),
            A.ANSWERED,
            ASK_CHECK,
            pgettext_lazy("duty check", "answered by telephone"),
        ),
        Transition(
            "record_late",
            (A.WAITING, A.MISSED, A.UNREACHABLE),
            A.LATE,
            ASK_CHECK,
            pgettext_lazy("duty check", "answered by telephone, late"),
        ),
        Transition(
            "miss", A.WAITING, A.MISSED, ASK_CHECK, pgettext_lazy("duty check", "did not answer")
        ),
    ),
)


def _not_over(leave: DutyLeave) -> Message | None:
    return None if leave.last_day >= clock.today() else _("These days are over.")


LEAVE = StateMachine(
    model="duty.DutyLeave",
    initial=L.ASKED,
    transitions=(
        Transition(
            "approve",
            L.ASKED,
            L.APPROVED,
            PLAN,
            pgettext_lazy("duty leave", "approve"),
            guard=_not_over,
            style="primary",
        ),
        Transition(
            "refuse",
            L.ASKED,
            L.REFUSED,
            PLAN,
            pgettext_lazy("duty leave", "refuse"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "withdraw",
            (L.ASKED, L.APPROVED),
            L.WITHDRAWN,
            ASK_RELIEF,
            pgettext_lazy("duty leave", "withdraw"),
            guard=_not_over,
        ),
    ),
)


def _still_to_come(swap: DutySwap) -> Message | None:
    given, taken = swap.assignment, swap.return_assignment
    if given is None or given.person_id != swap.person_id:
        return _("The shift is no longer yours on the roster.")
    if swap.return_label and (taken is None or taken.person_id != swap.colleague_id):
        return _("The shift in return is no longer the colleague's on the roster.")
    now = clock.now()
    if given.starts_at <= now or (taken is not None and taken.starts_at <= now):
        return _("A shift that has begun is not swapped.")
    return None


SWAP = StateMachine(
    model="duty.DutySwap",
    initial=W.ASKED,
    transitions=(
        Transition(
            "agree",
            W.ASKED,
            W.AGREED,
            AGREE_SWAP,
            pgettext_lazy("duty swap", "agree"),
            guard=_still_to_come,
            style="primary",
        ),
        Transition(
            "decline",
            W.ASKED,
            W.REFUSED,
            AGREE_SWAP,
            pgettext_lazy("duty swap", "decline"),
        ),
        Transition(
            "approve",
            W.AGREED,
            W.APPROVED,
            PLAN,
            pgettext_lazy("duty swap", "approve"),
            guard=_still_to_come,
            style="primary",
        ),
        Transition(
            "refuse",
            (W.ASKED, W.AGREED),
            W.REFUSED,
            PLAN,
            pgettext_lazy("duty swap", "refuse"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "withdraw",
            (W.ASKED, W.AGREED),
            W.WITHDRAWN,
            ASK_RELIEF,
            pgettext_lazy("duty swap", "withdraw"),
        ),
    ),
)
