"""How the work of a permit goes: filed, begun, stopped, finished."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition
from anlan.supervision.permits.choices import PermitState
from anlan.supervision.permits.permissions import FILE, STOP, WORK


def may_start(permit: Any) -> Message | None:
    """The permit holds now, a guardian is named, and the gas test is fresh and passed."""
    now = clock.now()
    if now > permit.planned_to:
        return _("The permit has run out. File a new one.")
    if permit.kind.needs_guardian and not permit.guardian:
        return _("Name the guardian first.")
    minutes = permit.kind.gas_test_minutes
    if not minutes:
        return None
    if permit.gas_tested_at is None or not permit.is_gas_acceptable:
        return _("Record a gas test that was passed first.")
    if (now - permit.gas_tested_at).total_seconds() > minutes * 60:
        return _("The gas test is older than %(minutes)d minutes. Test again.") % {
            "minutes": minutes
        }
    return None


PERMIT = StateMachine(
    model="permits.WorkPermit",
    initial=PermitState.FILED,
    transitions=(
        Transition(
            "start",
            (PermitState.FILED, PermitState.STOPPED),
            PermitState.WORKING,
            permission=WORK,
            label=pgettext_lazy("permit step", "begin the work"),
            guard=may_start,
            style="primary",
        ),
        Transition(
            "stop",
            PermitState.WORKING,
            PermitState.STOPPED,
            permission=STOP,
            label=pgettext_lazy("permit step", "stop the work"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "finish",
            (PermitState.WORKING, PermitState.STOPPED),
            PermitState.FINISHED,
            permission=WORK,
            label=pgettext_lazy("permit step", "finished, place handed back"),
        ),
        Transition(
            "cancel",
            PermitState.FILED,
            PermitState.CANCELLED,
            permission=FILE,
            label=pgettext_lazy("permit step", "withdraw"),
            needs_reason=True,
        ),
    ),
)
