"""How a round, the patrol of a unit and a finding move on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.governance.patrols.choices import (
    OWED,
    VISITED,
    FindingState,
    RoundState,
    VisitState,
)
from anlan.governance.patrols.models import Finding, Round, Visit
from anlan.governance.patrols.permissions import CHECK, ISSUE, PATROL, PLAN, RECEIVE
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def has_units(found: Round) -> Message | None:
    """A round without units or teams is not a plan."""
    if not found.visits.exclude(state=VisitState.CANCELLED).exists():
        return _("Choose the units to be visited first.")
    if not found.teams.exists():
        return _("Set up a team first.")
    return None


def nothing_runs(found: Round) -> Message | None:
    """Every unit was visited or left out with a reason, and got its feedback."""
    ended = (VisitState.ISSUED, VisitState.CLOSED, VisitState.CANCELLED)
    left = found.visits.exclude(state__in=ended).count()
    if left:
        return _("%(count)d units have not been visited and given feedback yet.") % {"count": left}
    return None


def is_planned(visit: Visit) -> Message | None:
    """A notice names the day and the team."""
    if visit.round.state != RoundState.RUNNING:
        return _("The round has not begun: start it first.")
    if visit.team_id is None or visit.planned_on is None:
        return _("Set the day and the team first.")
    if visit.is_unannounced:
        return _("This visit is unannounced: no notice is sent.")
    return None


def may_begin(visit: Visit) -> Message | None:
    """A team comes with notice, or unannounced when that was planned."""
    if visit.round.state != RoundState.RUNNING:
        return _("The round has not begun: start it first.")
    if visit.team_id is None:
        return _("Set the day and the team first.")
    if visit.state == VisitState.PLANNED and not visit.is_unannounced:
        return _("Send the notice first, or plan the visit as unannounced.")
    return None


def has_looked(visit: Visit) -> Message | None:
    """Nobody was visited of whom nothing is written."""
    if not (visit.records.exists() or visit.results.exists() or visit.findings.exists()):
        return _("Write down what was looked at first: checklist, talks, papers or places.")
    return None


def may_issue(visit: Visit) -> Message | None:
    """The unit is heard first."""
    if not visit.may_feed_back:
        return _("The unit may answer the draft until %(day)s.") % {"day": visit.comment_due_on}
    if not visit.summary.strip():
        return _("Write the overall judgement first.")
    return None


def round_goes_on(visit: Visit) -> Message | None:
    """Nobody comes back into a round that has ended."""
    if visit.round.state not in (RoundState.DRAFT, RoundState.RUNNING):
        return _("The round has ended.")
    return None


def all_closed(visit: Visit) -> Message | None:
    """A patrol ends with its last finding."""
    left = visit.findings.filter(state__in=OWED).count()
    if left:
        return _("%(count)d findings are not closed yet.") % {"count": left}
    return None


ROUND = StateMachine(
    model="patrols.Round",
    initial=RoundState.DRAFT,
    transitions=(
        Transition(
            "start",
            RoundState.DRAFT,
            RoundState.RUNNING,
            permission=PLAN,
            label=pgettext_lazy("round step", "start the round"),
            guard=has_units,
            style="primary",
        ),
        Transition(
            "close",
            RoundState.RUNNING,
            RoundState.CLOSED,
            permission=PLAN,
            label=pgettext_lazy("round step", "finish the round"),
            guard=nothing_runs,
            style="primary",
        ),
        Transition(
            "cancel",
            (RoundState.DRAFT, RoundState.RUNNING),
            RoundState.CANCELLED,
            permission=PLAN,
            label=pgettext_lazy("round step", "call off"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

VISIT = StateMachine(
    model="patrols.Visit",
    initial=VisitState.PLANNED,
    transitions=(
        Transition(
            "notify",
            VisitState.PLANNED,
            VisitState.NOTIFIED,
            permission=PLAN,
            label=pgettext_lazy("patrol step", "send the notice"),
            guard=is_planned,
            style="primary",
        ),
        Transition(
            "receive",
            VisitState.NOTIFIED,
            VisitState.RECEIVED,
            permission=RECEIVE,
            label=pgettext_lazy("patrol step", "sign for it"),
            style="primary",
        ),
        Transition(
            "begin",
            (VisitState.PLANNED, VisitState.NOTIFIED, VisitState.RECEIVED),
            VisitState.UNDERWAY,
            permission=PATROL,
            label=pgettext_lazy("patrol step", "we are there: begin"),
            guard=may_begin,
            style="primary",
        ),
        Transition(
            "finish",
            VisitState.UNDERWAY,
            VisitState.DRAFTED,
            permission=PATROL,
            label=pgettext_lazy("patrol step", "finish on site"),
            guard=has_looked,
            style="primary",
        ),
        Transition(
            "consult",
            VisitState.DRAFTED,
            VisitState.CONSULTING,
            permission=PATROL,
            label=pgettext_lazy("patrol step", "tell the unit the draft"),
            style="primary",
        ),
        Transition(
            "answer",
            VisitState.CONSULTING,
            VisitState.ANSWERED,
            permission=RECEIVE,
            label=pgettext_lazy("patrol step", "answer the draft"),
            style="primary",
        ),
        Transition(
            "issue",
            (VisitState.CONSULTING, VisitState.ANSWERED),
            VisitState.ISSUED,
            permission=ISSUE,
            label=pgettext_lazy("patrol step", "give the feedback"),
            guard=may_issue,
            style="primary",
        ),
        Transition(
            "close",
            VisitState.ISSUED,
            VisitState.CLOSED,
            permission=CHECK,
            label=pgettext_lazy("patrol step", "close the patrol"),
            guard=all_closed,
        ),
        Transition(
            "reopen",
            VisitState.CLOSED,
            VisitState.ISSUED,
            permission=CHECK,
            label=pgettext_lazy("patrol step", "take up again"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            (VisitState.PLANNED, VisitState.NOTIFIED, VisitState.RECEIVED),
            VisitState.CANCELLED,
            permission=PLAN,
            label=pgettext_lazy("patrol step", "leave out"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "reinstate",
            VisitState.CANCELLED,
            VisitState.PLANNED,
            permission=PLAN,
            label=pgettext_lazy("patrol step", "take in again"),
            guard=round_goes_on,
        ),
    ),
)


def feedback_is_out(finding: Finding) -> Message | None:
    """Before the feedback nobody has to put anything right."""
    if finding.visit.state not in (VisitState.ISSUED, VisitState.CLOSED):
        return _("The feedback has not been given yet.")
    return None


def visit_has_ended(finding: Finding) -> Message | None:
    """A follow-up look comes after the visit."""
    return None if finding.visit.state in VISITED else _("The visit has not ended yet.")


FINDING = StateMachine(
    model="patrols.Finding",
    initial=FindingState.NOTED,
    transitions=(
        Transition(
            "assign",
            FindingState.NOTED,
            FindingState.RECTIFYING,
            permission=ISSUE,
            label=pgettext_lazy("finding step", "give to the unit"),
            guard=feedback_is_out,
        ),
        Transition(
            "drop",
            FindingState.NOTED,
            FindingState.DROPPED,
            permission=PATROL,
            label=pgettext_lazy("finding step", "strike out"),
            needs_reason=True,
        ),
        Transition(
            "submit",
            FindingState.RECTIFYING,
            FindingState.SUBMITTED,
            permission=RECEIVE,
            label=pgettext_lazy("finding step", "report as put right"),
            style="primary",
        ),
        Transition(
            "close",
            FindingState.SUBMITTED,
            FindingState.CLOSED,
            permission=CHECK,
            label=pgettext_lazy("finding step", "checked: close"),
            needs_reason=True,
            style="primary",
        ),
        Transition(
            "return_",
            FindingState.SUBMITTED,
            FindingState.RECTIFYING,
            permission=CHECK,
            label=pgettext_lazy("finding step", "return"),
            needs_reason=True,
        ),
        Transition(
            "withdraw",
            (FindingState.RECTIFYING, FindingState.SUBMITTED),
            FindingState.DROPPED,
            permission=CHECK,
            label=pgettext_lazy("finding step", "take back"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "reopen",
            FindingState.CLOSED,
            FindingState.RECTIFYING,
            permission=CHECK,
            label=pgettext_lazy("finding step", "has not held: again to the unit"),
            guard=visit_has_ended,
            needs_reason=True,
        ),
    ),
)
