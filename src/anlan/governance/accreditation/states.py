"""How a kind, a demonstration unit, its re-checks, objections and rectifications move."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from anlan.governance.accreditation.choices import (
    CaseState,
    Effect,
    KindState,
    ObjectionState,
    ProposalState,
    RectificationState,
    RoundState,
    Scoring,
)
from anlan.governance.accreditation.models import Case, Kind, Round
from anlan.governance.accreditation.permissions import APPLY, AWARD, KEEP, MANAGE, REVIEW
from anlan.governance.accreditation.selectors.standing import (
    REVIEWERS,
    judge,
    open_round,
    reviewers_done,
    unanswered,
    vetoed,
)
from anlan.kernel import clock
from anlan.kernel.errors import Message
from anlan.kernel.states import StateMachine, Transition


def kind_is_whole(kind: Kind) -> Message | None:
    """A kind in force has criteria and, with points, something to earn."""
    criteria = list(kind.criteria.all())
    if not criteria:
        return _("There is no criterion yet.")
    if kind.scoring == Scoring.POINTS and not any(c.effect == Effect.POINTS for c in criteria):
        return _("It is decided by points, but no criterion earns any.")
    if not kind.grounds.exists():
        return _("There is no ground for exit yet.")
    return None


def all_answered(case: Case) -> Message | None:
    """The unit has answered every criterion, and no prerequisite stands against it."""
    found = open_round(case)
    return round_is_answered(found) if found is not None else _("No round of criteria is open.")


def round_is_answered(found: Round) -> Message | None:
    """Every criterion is answered; a prerequisite that is not met ends it here."""
    left = unanswered(found)
    if left:
        return _("%(n)d criteria are not answered yet.") % {"n": len(left)}
    against = vetoed(found)
    if against:
        return _("A prerequisite is not met: %(name)s") % {"name": against[0].criterion.name}
    return None


def two_reviewed(case: Case) -> Message | None:
    """Two people have been on site and looked at everything."""
    found = open_round(case)
    done = reviewers_done(found) if found is not None else 0
    if done < REVIEWERS:
        return _("On-site reviews by %(n)d people are needed; whole so far: %(done)d.") % {
            "n": REVIEWERS,
            "done": done,
        }
    return None


def has_passed(case: Case) -> Message | None:
    """The criteria are met."""
    found = open_round(case)
    verdict = judge(found) if found is not None else None
    if verdict is None or not verdict.is_passed:
        return _("The criteria are not met: %(why)s") % {"why": verdict.words if verdict else "—"}
    return None


def publicity_is_over(case: Case) -> Message | None:
    """The days of publicity are over and every objection is decided."""
    if case.publicity_until is None or case.publicity_until >= clock.today():
        return _("The publicity runs until %(day)s.") % {"day": case.publicity_until}
    if case.objections.filter(state=ObjectionState.OPEN).exists():
        return _("An objection waits for a decision: decide it first.")
    return None


def nothing_open(case: Case) -> Message | None:
    """The title stands clear when the rectification was checked."""
    if case.rectifications.filter(
        state__in=(RectificationState.OPEN, RectificationState.ANSWERED)
    ).exists():
        return _("The rectification is not checked yet.")
    return None


KIND = StateMachine(
    model="accreditation.Kind",
    initial=KindState.DRAFT,
    transitions=(
        Transition(
            "enforce",
            KindState.DRAFT,
            KindState.IN_FORCE,
            permission=KEEP,
            label=pgettext_lazy("demonstration step", "put in force"),
            guard=kind_is_whole,
            style="primary",
        ),
        Transition(
            "retire",
            KindState.IN_FORCE,
            KindState.RETIRED,
            permission=KEEP,
            label=pgettext_lazy("demonstration step", "retire"),
            needs_reason=True,
        ),
    ),
)

CASE = StateMachine(
    model="accreditation.Case",
    initial=CaseState.PREPARING,
    transitions=(
        Transition(
            "submit",
            CaseState.PREPARING,
            CaseState.SUBMITTED,
            permission=APPLY,
            label=pgettext_lazy("demonstration step", "hand in"),
            guard=all_answered,
            style="primary",
        ),
        Transition(
            "accept_papers",
            CaseState.SUBMITTED,
            CaseState.ON_SITE,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "papers in order: review on site"),
            style="primary",
        ),
        Transition(
            "return_",
            (CaseState.SUBMITTED, CaseState.ON_SITE, CaseState.ASSESSED),
            CaseState.PREPARING,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "return to the unit"),
            needs_reason=True,
        ),
        Transition(
            "assess",
            CaseState.ON_SITE,
            CaseState.ASSESSED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "conclude the on-site review"),
            guard=two_reviewed,
            style="primary",
        ),
        Transition(
            "publish",
            CaseState.ASSESSED,
            CaseState.PUBLICITY,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "publish for objections"),
            guard=has_passed,
            style="primary",
        ),
        Transition(
            "award",
            CaseState.PUBLICITY,
            CaseState.AWARDED,
            permission=AWARD,
            label=pgettext_lazy("demonstration step", "award"),
            guard=publicity_is_over,
            style="primary",
        ),
        Transition(
            "refuse",
            (
                CaseState.SUBMITTED,
                CaseState.ON_SITE,
                CaseState.ASSESSED,
                CaseState.PUBLICITY,
            ),
            CaseState.REFUSED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "do not award"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "withdraw",
            (CaseState.PREPARING, CaseState.SUBMITTED, CaseState.ON_SITE),
            CaseState.WITHDRAWN,
            permission=APPLY,
            label=pgettext_lazy("demonstration step", "withdraw the application"),
            needs_reason=True,
        ),
        Transition(
            "demand",
            CaseState.AWARDED,
            CaseState.RECTIFYING,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "demand rectification"),
        ),
        Transition(
            "restore",
            CaseState.RECTIFYING,
            CaseState.AWARDED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "rectification done"),
            guard=nothing_open,
        ),
        Transition(
            "exit",
            (CaseState.AWARDED, CaseState.RECTIFYING),
            CaseState.EXITED,
            permission=AWARD,
            label=pgettext_lazy("demonstration step", "end the title"),
            needs_reason=True,
            style="danger",
        ),
    ),
)

ROUND = StateMachine(
    model="accreditation.Round",
    initial=RoundState.OPEN,
    transitions=(
        Transition(
            "submit",
            RoundState.OPEN,
            RoundState.SUBMITTED,
            permission=APPLY,
            label=pgettext_lazy("demonstration step", "hand in"),
            guard=round_is_answered,
            style="primary",
        ),
        Transition(
            "return_",
            RoundState.SUBMITTED,
            RoundState.OPEN,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "return to the unit"),
            needs_reason=True,
        ),
        Transition(
            "pass_",
            RoundState.SUBMITTED,
            RoundState.PASSED,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "passed"),
            style="primary",
        ),
        Transition(
            "fail",
            (RoundState.OPEN, RoundState.SUBMITTED),
            RoundState.FAILED,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "not passed"),
            needs_reason=True,
            style="danger",
        ),
        Transition(
            "cancel",
            (RoundState.OPEN, RoundState.SUBMITTED),
            RoundState.CANCELLED,
            permission=REVIEW,
            label=pgettext_lazy("demonstration step", "cancel"),
            needs_reason=True,
        ),
    ),
)

OBJECTION = StateMachine(
    model="accreditation.Objection",
    initial=ObjectionState.OPEN,
    transitions=(
        Transition(
            "uphold",
            ObjectionState.OPEN,
            ObjectionState.UPHELD,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "accept the objection"),
            needs_reason=True,
        ),
        Transition(
            "refuse",
            ObjectionState.OPEN,
            ObjectionState.REFUSED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "do not accept the objection"),
            needs_reason=True,
        ),
    ),
)

RECTIFICATION = StateMachine(
    model="accreditation.Rectification",
    initial=RectificationState.OPEN,
    transitions=(
        Transition(
            "answer",
            RectificationState.OPEN,
            RectificationState.ANSWERED,
            permission=APPLY,
            label=pgettext_lazy("demonstration step", "report what was put right"),
            style="primary",
        ),
        Transition(
            "return_",
            RectificationState.ANSWERED,
            RectificationState.OPEN,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "return to the unit"),
            needs_reason=True,
        ),
        Transition(
            "close",
            RectificationState.ANSWERED,
            RectificationState.CLOSED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "checked: close"),
            needs_reason=True,
        ),
        Transition(
            "cancel",
            (RectificationState.OPEN, RectificationState.ANSWERED),
            RectificationState.CANCELLED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "cancel"),
        ),
    ),
)

PROPOSAL = StateMachine(
    model="accreditation.Proposal",
    initial=ProposalState.OPEN,
    transitions=(
        Transition(
            "take",
            ProposalState.OPEN,
            ProposalState.TAKEN,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "take up"),
        ),
        Transition(
            "dismiss",
            ProposalState.OPEN,
            ProposalState.DISMISSED,
            permission=MANAGE,
            label=pgettext_lazy("demonstration step", "dismiss"),
            needs_reason=True,
        ),
    ),
)
