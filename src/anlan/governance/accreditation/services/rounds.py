"""Re-checks of demonstration units: opened, handed in, concluded, overdue."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.accreditation.choices import (
    IN_FORCE,
    CaseState,
    ProposalAct,
    RoundKind,
    RoundState,
    Trigger,
)
from anlan.governance.accreditation.events import (
    RecheckConcluded,
    RecheckOpened,
    RecheckOverdue,
)
from anlan.governance.accreditation.models import Case, Round
from anlan.governance.accreditation.permissions import MANAGE
from anlan.governance.accreditation.selectors.standing import judge, open_round
from anlan.governance.accreditation.services.cases import open_answers
from anlan.governance.accreditation.services.common import (
    RECHECK,
    leaders_of,
    locked,
    months_after,
    office_people,
    people_of_unit,
    say,
    start_clock,
    stop_clocks,
    tell,
)
from anlan.governance.accreditation.services.ending import (
    demand_rectification,
    propose_act,
)
from anlan.governance.accreditation.states import ROUND
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted, WrongState
from anlan.kernel.policy import get_visible, require

#: A re-check is opened so long before its day.
AHEAD = timedelta(days=30)
#: In the last months before the validity ends, the re-check is the renewal.
RENEWAL_AHEAD = timedelta(days=92)
#: Days the unit has for a re-check after an event, when none is set.
DAYS_AFTER_EVENT = 15


@transaction.atomic
def open_recheck(
    *,
    case_id: int,
    actor: Actor,
    kind: str = RoundKind.EVENT,
    due_on: date | None = None,
    reason: str = "",
) -> Round:
    """Open a re-check: the unit answers the criteria of its version anew until a day."""
    case = locked(case_id, actor)
    require(actor, MANAGE, case)
    if case.state not in IN_FORCE:
        raise WrongState(_("Only a unit that bears the title is re-checked."))
    if open_round(case) is not None:
        raise WrongState(_("A re-check runs already."))
    due = due_on or clock.today() + timedelta(days=DAYS_AFTER_EVENT)
    if due < clock.today():
        raise InvalidInput(fields={"due_on": _("The day must lie ahead.")})
    if kind == RoundKind.EVENT and not reason.strip():
        raise InvalidInput(fields={"reason": _("Please give the reason.")})
    found = open_answers(case, kind, actor, due_on=due, reason=reason)
    start_clock(found, RECHECK, actor)
    audit(
        actor,
        "accreditation.recheck.opened",
        case,
        after={"kind": kind, "due": due},
        reason=reason,
    )
    say(
        case,
        people_of_unit(case),
        _("%(unit)s is re-checked for %(kind)s"),
        actor,
        _("Please hand in by %(day)s.") % {"day": due},
    )
    tell(RecheckOpened, case, actor, round_id=found.pk)
    return found


def _round(round_id: int, actor: Actor) -> tuple[Round, Case]:
    found = get_visible(Round, round_id, actor=actor, lock=True)
    if found.kind == RoundKind.CREATION:
        raise WrongState(_("The creation is handed in and decided on the page of the unit."))
    return found, locked(found.case_id, actor)


@transaction.atomic
def submit_round(*, round_id: int, actor: Actor) -> Round:
    """Hand in a re-check in the name of the unit."""
    found, case = _round(round_id, actor)
    ROUND.fire(
        found,
        "submit",
        actor=actor,
        also={"submitted_at": clock.now(), "submitted_by": actor.display_name[:100]},
    )
    case.submitted_by_id = actor.id
    case.save(update_fields=["submitted_by_id", "updated_at"])
    stop_clocks(found, actor, "handed in")
    audit(actor, "accreditation.recheck.submitted", case)
    say(case, office_people(case), _("%(unit)s has handed in its re-check for %(kind)s"), actor)
    tell(RecheckOpened, case, actor, round_id=found.pk)
    return found


@transaction.atomic
def return_round(*, round_id: int, reason: str, actor: Actor) -> Round:
    """Send a re-check back to the unit; its day stays unless it has passed."""
    found, case = _round(round_id, actor)
    more: dict[str, Any] = {"overdue_at": None}
    if found.due_on is not None and found.due_on <= clock.today():
        more["due_on"] = clock.today() + timedelta(days=DAYS_AFTER_EVENT)
    ROUND.fire(found, "return_", actor=actor, reason=reason, also=more)
    start_clock(found, RECHECK, actor)
    audit(actor, "accreditation.recheck.submitted", case, reason=reason)
    say(case, people_of_unit(case), _("%(unit)s: please correct your re-check"), actor, reason)
    return found


@transaction.atomic
def pass_round(*, round_id: int, actor: Actor, comment: str = "") -> Round:
    """Conclude that the unit keeps its title; a renewal begins a new validity.

    Raises ``WrongState`` when a criterion that must be met is not.
    """
    found, case = _round(round_id, actor)
    if case.submitted_by_id == actor.id:
        raise NotPermitted(_("Who handed it in does not review it."))
    ROUND.check(found, "pass_", actor=actor)
    verdict = judge(found)
    if not verdict.is_passed:
        raise WrongState(_("The criteria are not met: %(why)s") % {"why": verdict.words or "—"})
    today = clock.today()
    ROUND.fire(
        found,
        "pass_",
        actor=actor,
        also={
            "concluded_on": today,
            "concluded_by": actor.display_name[:100],
            "conclusion": comment.strip(),
            "score": verdict.score,
        },
    )
    case.recheck_on = months_after(today, case.kind.recheck_months)
    if found.kind == RoundKind.RENEWAL and case.kind.validity_months:
        begin = max(today, case.valid_until or today)
        case.valid_until = months_after(begin, case.kind.validity_months)
    case.save(update_fields=["recheck_on", "valid_until", "updated_at"])
    audit(
        actor,
        "accreditation.recheck.concluded",
        case,
        after={"passed": True, "next": case.recheck_on, "valid_until": case.valid_until},
        reason=comment,
    )
    say(case, people_of_unit(case), _("%(unit)s has passed its re-check for %(kind)s"), actor)
    tell(RecheckConcluded, case, actor, round_id=found.pk, is_passed=True)
    return found


@transaction.atomic
def fail_round(*, round_id: int, reason: str, actor: Actor) -> Round:
    """Conclude that the unit falls short: it rectifies until a day, or loses the title."""
    found, case = _round(round_id, actor)
    ROUND.fire(
        found,
        "fail",
        actor=actor,
        reason=reason,
        also={
            "concluded_on": clock.today(),
            "concluded_by": actor.display_name[:100],
            "conclusion": reason.strip(),
            "score": judge(found).score,
        },
    )
    stop_clocks(found, actor, reason)
    audit(actor, "accreditation.recheck.concluded", case, after={"passed": False}, reason=reason)
    tell(RecheckConcluded, case, actor, round_id=found.pk, is_passed=False)
    if case.state == CaseState.AWARDED:
        demand_rectification(case_id=case.pk, text=reason, actor=actor)
    else:
        propose_act(
            case_id=case.pk,
            act=ProposalAct.EXIT,
            trigger=Trigger.RECHECK,
            reason=reason,
            subject_key=f"round:{found.pk}",
            actor=actor,
        )
    return found


@transaction.atomic
def cancel_round(*, round_id: int, reason: str, actor: Actor) -> Round:
    """Give a re-check up; the reason stays."""
    found, case = _round(round_id, actor)
    ROUND.fire(found, "cancel", actor=actor, reason=reason)
    stop_clocks(found, actor, reason)
    audit(actor, "accreditation.recheck.concluded", case, after={"cancelled": True}, reason=reason)
    return found


@transaction.atomic
def mark_round_overdue(*, round_id: int, actor: Actor) -> Round:
    """The unit has not handed in: tell the unit, the office and the leader in charge, propose."""
    found = get_visible(Round, round_id, actor=actor, lock=True)
    if not found.is_late or found.overdue_at is not None:
        return found
    case = locked(found.case_id, actor)
    found.overdue_at = clock.now()
    found.save(update_fields=["overdue_at", "updated_at"])
    audit(actor, "accreditation.recheck.overdue", case, after={"due": found.due_on})
    say(
        case,
        [*people_of_unit(case), *office_people(case), *leaders_of(case)],
        _("%(unit)s: the re-check for %(kind)s is overdue"),
        actor,
    )
    tell(RecheckOverdue, case, actor, round_id=found.pk)
    propose_act(
        case_id=case.pk,
        act=ProposalAct.EXIT,
        trigger=Trigger.RECHECK,
        reason=_("The re-check due on %(day)s was not handed in.") % {"day": found.due_on},
        subject_key=f"round-late:{found.pk}",
        actor=actor,
    )
    return found


def watch_units(*, actor: Actor) -> dict[str, int]:
    """Every morning: open re-checks that come due, propose the exit of titles that have ended.

    What is open already is left alone, so the job may run twice.
    """
    today, done = clock.today(), {"opened": 0, "expired": 0, "overdue": 0}
    due = Case.objects.filter(state__in=IN_FORCE, recheck_on__lte=today + AHEAD)
    running = Round.objects.filter(state__in=(RoundState.OPEN, RoundState.SUBMITTED))
    for case in due.exclude(pk__in=running.values("case_id")).order_by("pk"):
        ends = case.valid_until
        is_renewal = ends is not None and ends <= today + RENEWAL_AHEAD
        open_recheck(
            case_id=case.pk,
            actor=actor,
            kind=RoundKind.RENEWAL if is_renewal else RoundKind.YEARLY,
            due_on=max(case.recheck_on or today, today + timedelta(days=DAYS_AFTER_EVENT)),
        )
        done["opened"] += 1
    for found in Round.objects.filter(
        state=RoundState.OPEN, due_on__lt=today, overdue_at__isnull=True
    ):
        mark_round_overdue(round_id=found.pk, actor=actor)
        done["overdue"] += 1
    expired = Case.objects.filter(state__in=IN_FORCE, valid_until__lt=today)
    for case in expired.order_by("pk"):
        made = propose_act(
            case_id=case.pk,
            act=ProposalAct.EXIT,
            trigger=Trigger.EXPIRED,
            reason=_("The validity ended on %(day)s.") % {"day": case.valid_until},
            subject_key=f"expired:{case.valid_until}",
            actor=actor,
        )
        done["expired"] += made is not None
    return done
