"""How alarms, suppression windows and rule reviews move. Diagrams: docs/domains/alarms/."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition
from anlan.monitoring.alarms.choices import AlarmState as S
from anlan.monitoring.alarms.choices import ReviewState as R
from anlan.monitoring.alarms.choices import SuppressionState as W
from anlan.monitoring.alarms.permissions import (
    ACKNOWLEDGE,
    APPROVE_SUPPRESSION,
    CHANGE_RULE,
    CLOSE,
    DISPOSE,
    RAISE,
    SUPPRESS,
    VERIFY,
)


def signal_is_normal(alarm: Any) -> Message | None:
    """An alarm whose signal still stands beyond its limit is not dealt with."""
    if alarm.waits_for_reset:
        return _("The alarm is held: reset it after looking on the spot.")
    if alarm.cleared_at is None:
        return _("The signal is still beyond its limit.")
    return None


ALARM = StateMachine(
    model="alarms.Alarm",
    initial=S.OPEN,
    transitions=(
        Transition(
            "acknowledge", S.OPEN, S.ACKNOWLEDGED, ACKNOWLEDGE, _("acknowledge"), style="primary"
        ),
        Transition(
            "verify",
            S.ACKNOWLEDGED,
            S.VERIFIED_REAL,
            VERIFY,
            _("verify as real"),
            style="primary",
        ),
        Transition(
            "mark_false",
            S.ACKNOWLEDGED,
            S.FALSE_ALARM,
            VERIFY,
            _("mark as false alarm"),
            needs_reason=True,
        ),
        Transition(
            "dispose",
            S.VERIFIED_REAL,
            S.DISPOSED,
            DISPOSE,
            _("report as dealt with"),
            guard=signal_is_normal,
            needs_reason=True,
            style="primary",
        ),
        Transition("close", S.DISPOSED, S.CLOSED, CLOSE, _("close"), style="primary"),
        Transition(
            "suppress",
            (S.OPEN, S.ACKNOWLEDGED),
            S.SUPPRESSED,
            SUPPRESS,
            _("suppress for a time"),
            needs_reason=True,
        ),
        Transition("resume", S.SUPPRESSED, S.OPEN, SUPPRESS, _("end suppression")),
        Transition("expire", S.SUPPRESSED, S.CLOSED, RAISE, _("end with the suppression")),
        Transition(
            "call_again",
            (S.ACKNOWLEDGED, S.DISPOSED, S.SUPPRESSED),
            S.OPEN,
            RAISE,
            _("call out again"),
        ),
    ),
)

SUPPRESSION = StateMachine(
    model="alarms.Suppression",
    initial=W.REQUESTED,
    transitions=(
        Transition(
            "approve",
            W.REQUESTED,
            W.APPROVED,
            APPROVE_SUPPRESSION,
            _("approve the window"),
            style="primary",
        ),
        Transition(
            "refuse",
            W.REQUESTED,
            W.REFUSED,
            APPROVE_SUPPRESSION,
            _("refuse the window"),
            needs_reason=True,
        ),
        Transition("end", W.APPROVED, W.ENDED, SUPPRESS, _("end now")),
        Transition("lapse", (W.APPROVED, W.REQUESTED), W.LAPSED, RAISE, _("run out")),
    ),
)


def has_proposal(review: Any) -> Message | None:
    """Nothing can be adopted where nothing is proposed."""
    if not review.proposal:
        return _("Nothing is proposed: change the rule by hand.")
    return None


REVIEW = StateMachine(
    model="alarms.RuleReview",
    initial=R.OPEN,
    transitions=(
        Transition(
            "adopt",
            R.OPEN,
            R.ADOPTED,
            CHANGE_RULE,
            _("draft a version as proposed"),
            guard=has_proposal,
            style="primary",
        ),
        Transition(
            "decline",
            R.OPEN,
            R.DECLINED,
            CHANGE_RULE,
            _("leave the rule as it is"),
            needs_reason=True,
        ),
    ),
)
