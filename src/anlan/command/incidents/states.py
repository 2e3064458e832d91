"""How an incident and its reports move. Diagram: docs/domains/incidents/incident.md."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.command.incidents.choices import IncidentState as S
from anlan.command.incidents.choices import ReportState as R
from anlan.command.incidents.guards import cause_is_verified, may_close
from anlan.command.incidents.permissions import (
    CANCEL,
    CLOSE,
    COMMAND,
    MERGE,
    RECEIVE,
    REPORT,
)
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def _closable(incident: Any) -> Message | None:
    return cause_is_verified(incident) or may_close(incident)


INCIDENT = StateMachine(
    model="incidents.Incident",
    initial=S.OPEN,
    transitions=(
        Transition("respond", S.OPEN, S.RESPONDING, COMMAND, _("begin the response")),
        Transition(
            "mark_controlled",
            (S.OPEN, S.RESPONDING),
            S.CONTROLLED,
            COMMAND,
            _("mark as under control"),
        ),
        Transition(
            "flare_up",
            S.CONTROLLED,
            S.RESPONDING,
            COMMAND,
            _("out of control again"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "close",
            S.CONTROLLED,
            S.CLOSED,
            CLOSE,
            pgettext_lazy("incident step", "close"),
            guard=_closable,
        ),
        Transition(
            "reopen",
            S.CLOSED,
            S.RESPONDING,
            CLOSE,
            pgettext_lazy("incident step", "reopen"),
            needs_reason=True,
        ),
        Transition(
            "mark_false",
            (S.OPEN, S.RESPONDING),
            S.FALSE,
            CANCEL,
            _("mark as false report"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            (S.OPEN, S.RESPONDING),
            S.CANCELLED,
            CANCEL,
            pgettext_lazy("incident step", "cancel"),
            needs_reason=True,
        ),
        Transition(
            "merge", (S.OPEN, S.RESPONDING), S.MERGED, MERGE, _("merge into another incident")
        ),
    ),
)

REPORT_MACHINE = StateMachine(
    model="incidents.IncidentReport",
    initial=R.DRAFT,
    transitions=(
        Transition(
            "submit",
            R.DRAFT,
            R.SUBMITTED,
            REPORT,
            pgettext_lazy("incident step", "submit"),
            style="primary",
        ),
        Transition(
            "receive",
            R.SUBMITTED,
            R.RECEIVED,
            RECEIVE,
            pgettext_lazy("incident step", "record the receipt"),
        ),
    ),
)
