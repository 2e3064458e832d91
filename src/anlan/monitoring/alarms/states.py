"""How an alarm moves from its first crossing to its end. Diagram: docs/domains/alarms/alarm.md."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition
from anlan.monitoring.alarms.choices import AlarmState as S
from anlan.monitoring.alarms.permissions import (
    ACKNOWLEDGE,
    CLOSE,
    DISPOSE,
    RAISE,
    SUPPRESS,
    VERIFY,
)


def signal_is_normal(alarm: Any) -> Message | None:
    """An alarm whose signal still stands beyond its limit is not dealt with."""
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
            style="danger",
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
