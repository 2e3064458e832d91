"""What the office finds when it looks."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from anlan.base.audit.public import audit
from anlan.governance.commitments.choices import CheckMethod, CheckResult, PeriodState
from anlan.governance.commitments.errors import PeriodIsClosed
from anlan.governance.commitments.events import (
    CommitmentCompleted,
    CommitmentMoved,
    CommitmentReturned,
)
from anlan.governance.commitments.models import Commitment, CommitmentCheck, ReportingPeriod
from anlan.governance.commitments.permissions import CHECK
from anlan.governance.commitments.states import COMMITMENT
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput
from anlan.kernel.policy import get_visible, require

from .common import locked, tell, tell_unit
from .outlooks import refresh_outlooks
from .reporting import period_progress


@transaction.atomic
def check_commitment(
    *,
    commitment_id: int,
    result: str,
    actor: Actor,
    method: str = CheckMethod.PAPER,
    text: str = "",
    checked_on: date | None = None,
) -> CommitmentCheck:
    """Check a task that was reported done: it is completed, or goes back with what is missing.

    What was reported stays as it was. A task sent back counts as not done: its day of being done
    is the day it is reported done again.
    """
    commitment = locked(commitment_id, actor)
    _check_words(result, method, text)
    if result == CheckResult.PASSED:
        COMMITMENT.fire(
            commitment,
            "complete",
            actor=actor,
            reason=text,
            also={
                "completed_at": clock.now(),
                "progress": 100,
                "needs_decision": False,
                "problem": "",
            },
        )
    else:
        COMMITMENT.fire(commitment, "send_back", actor=actor, reason=text, also={"done_on": None})
    found = _write(commitment, None, result, method, text, checked_on, actor)
    refresh_outlooks([commitment])
    if result == CheckResult.PASSED:
        audit(actor, "commitments.commitment.completed", commitment, reason=text)
        is_late = bool(
            commitment.deadline and commitment.done_on and commitment.done_on > commitment.deadline
        )
        tell(CommitmentCompleted, commitment, actor, is_late=is_late)
    else:
        audit(actor, "commitments.commitment.returned", commitment, reason=text)
        tell(CommitmentReturned, commitment, actor, reason=text.strip()[:500])
        tell_unit(commitment, actor, _("Checked and sent back: %(task)s"), body=text.strip())
    return found


@transaction.atomic
def check_period(
    *,
    period_id: int,
    result: str,
    actor: Actor,
    method: str = CheckMethod.PAPER,
    text: str = "",
    checked_on: date | None = None,
) -> CommitmentCheck:
    """Check one period of a recurring task."""
    period = get_visible(ReportingPeriod, period_id, actor=actor, lock=True)
    commitment = locked(period.commitment_id, actor)
    require(actor, CHECK, commitment)
    if period.state != PeriodState.REPORTED:
        raise PeriodIsClosed(_("Only a period that was reported can be checked."))
    _check_words(result, method, text)
    is_passed = result == CheckResult.PASSED
    period.state = PeriodState.PASSED if is_passed else PeriodState.SENT_BACK
    period.save(update_fields=["state", "updated_at"])
    found = _write(commitment, period, result, method, text, checked_on, actor)
    if not is_passed:
        commitment.progress = period_progress(commitment)
        commitment.save(update_fields=["progress", "updated_at"])
        tell_unit(
            commitment,
            actor,
            _("Checked and sent back: %(task)s"),
            body=f"{period.label} {text.strip()}",
        )
    refresh_outlooks([commitment])
    audit(actor, "commitments.period.checked", period, after={"result": result}, reason=text)
    if is_passed:
        tell(CommitmentMoved, commitment, actor, step="period")
    else:
        tell(CommitmentReturned, commitment, actor, reason=text.strip()[:500])
    return found


@transaction.atomic
def reopen_commitment(*, commitment_id: int, reason: str, actor: Actor) -> Commitment:
    """Open a completed task again: a later look showed that it is not done."""
    commitment = locked(commitment_id, actor)
    COMMITMENT.fire(
        commitment,
        "reopen",
        actor=actor,
        reason=reason,
        also={"completed_at": None, "done_on": None},
    )
    refresh_outlooks([commitment])
    audit(actor, "commitments.commitment.reopened", commitment, reason=reason)
    tell(CommitmentMoved, commitment, actor, step="reopen")
    tell_unit(commitment, actor, _("Opened again: %(task)s"), body=reason)
    return commitment


def _check_words(result: str, method: str, text: str) -> None:
    if result not in CheckResult.values:
        raise InvalidInput(fields={"result": _("Choose what the check found.")})
    if method not in CheckMethod.values:
        raise InvalidInput(fields={"method": _("Choose how it was checked.")})
    if result == CheckResult.SENT_BACK and not text.strip():
        raise InvalidInput(fields={"text": _("Say what is missing.")})


def _write(
    commitment: Commitment,
    period: ReportingPeriod | None,
    result: str,
    method: str,
    text: str,
    checked_on: date | None,
    actor: Actor,
) -> CommitmentCheck:
    return CommitmentCheck.objects.create(
        commitment=commitment,
        period=period,
        method=method,
        result=result,
        text=text.strip(),
        checked_on=checked_on or clock.today(),
        checked_by_id=actor.id,
        checked_by=actor.display_name[:100],
    )
