"""Commitments by value, and how units kept what was due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from anlan.governance.commitments.choices import OWED, CommitmentState, PeriodState
from anlan.governance.commitments.contracts import CommitmentInfo, Keeping
from anlan.governance.commitments.models import Commitment, ReportingPeriod
from anlan.governance.commitments.wording import reason_words
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: Nobody owes these any more, or not for now.
_OUT = (CommitmentState.CANCELLED, CommitmentState.PAUSED, CommitmentState.DECLINED)
_DONE = (CommitmentState.COMPLETED, CommitmentState.REPORTED)


def info(commitment: Commitment) -> CommitmentInfo:
    """Return a commitment by value; its lead must be loaded."""
    return CommitmentInfo(
        id=commitment.pk,
        title=commitment.title,
        state=commitment.state,
        state_words=str(commitment.get_state_display()),
        lead_id=commitment.lead_id,
        lead_name=str(commitment.lead),
        deadline=commitment.deadline,
        progress=commitment.progress,
        is_overdue=commitment.is_overdue,
        late_days=commitment.late_days,
        url=commitment.get_absolute_url(),
        source_model=commitment.source_model,
        source_id=commitment.source_id,
        reasons=tuple(reason_words(commitment)),
        needs_decision=commitment.needs_decision,
        problem=commitment.problem,
        completed_on=commitment.done_on,
    )


def list_commitments(
    actor: Actor,
    *,
    source_model: str = "",
    source_ids: Iterable[str] | None = None,
    organisation_ids: Iterable[int] | None = None,
    source: str = "",
    is_open: bool | None = None,
    done_between: tuple[date, date] | None = None,
) -> list[CommitmentInfo]:
    """Return the commitments an actor may see, narrowed by source or lead, in one query.

    ``done_between`` are the first and the last day of being reported done and not sent back.
    """
    rows = visible(Commitment, actor).select_related("lead")
    if source_model:
        rows = rows.filter(source_model=source_model)
    if source_ids is not None:
        rows = rows.filter(source_id__in=[str(key) for key in source_ids])
    if organisation_ids is not None:
        rows = rows.filter(lead_id__in=list(organisation_ids))
    if source:
        rows = rows.filter(source=source)
    if is_open is not None:
        ended = (CommitmentState.COMPLETED, CommitmentState.CANCELLED)
        rows = rows.exclude(state__in=ended) if is_open else rows.filter(state__in=ended)
    if done_between is not None:
        rows = rows.filter(state__in=_DONE, done_on__range=done_between)
    return [info(row) for row in rows.order_by("deadline", "pk")]


def list_promises(
    actor: Actor, *, source_model: str, source_ids: Iterable[str]
) -> list[tuple[str, int, date | None, date | None]]:
    """Return state, lead, deadline and day of being done of the commitments of a source."""
    rows = visible(Commitment, actor).filter(source_model=source_model, source_id__in=source_ids)
    return list(rows.order_by().values_list("state", "lead_id", "deadline", "done_on"))


def keeping(
    actor: Actor,
    *,
    since: date,
    until: date,
    organisation_ids: Iterable[int] | None = None,
    source: str | None = None,
    source_model: str = "",
    source_ids: Iterable[str] | None = None,
) -> dict[int, Keeping]:
    """Return how each lead organisation kept what fell due from ``since`` to ``until``.

    Counted are commitments with their deadline in the span and each period of recurring ones with
    its due day in it, by the day they were reported done. Two queries.
    """
    narrow: dict[str, Any] = {}
    if organisation_ids is not None:
        narrow["lead_id__in"] = list(organisation_ids)
    if source:
        narrow["source"] = source
    if source_model:
        narrow["source_model"] = source_model
    if source_ids is not None:
        narrow["source_id__in"] = [str(key) for key in source_ids]
    rows = visible(Commitment, actor).filter(**narrow).exclude(state__in=_OUT)
    today = clock.today()
    counts: dict[int, Counter[str]] = {}
    singles = rows.filter(cadence="").filter(
        Q(deadline__range=(since, until)) | ~Q(state__in=_DONE)
    )
    for lead, state, deadline, done_on in singles.values_list(
        "lead_id", "state", "deadline", "done_on"
    ):
        is_due = deadline is not None and since <= deadline <= min(until, today)
        _count(
            counts.setdefault(lead, Counter()),
            deadline=deadline,
            done_on=done_on if state in _DONE else None,
            is_due=is_due,
            today=today,
        )
    periods = (
        ReportingPeriod.objects.filter(commitment__in=rows, due_on__range=(since, until))
        .exclude(state=PeriodState.WAIVED)
        .values_list("commitment__lead_id", "state", "due_on", "reported_on")
    )
    for lead, state, due_on, reported_on in periods:
        _count(
            counts.setdefault(lead, Counter()),
            deadline=due_on,
            done_on=None if state in OWED else reported_on,
            is_due=due_on <= today,
            today=today,
        )
    return {lead: Keeping(**found) for lead, found in counts.items()}


def _count(
    found: Counter[str],
    *,
    deadline: date | None,
    done_on: date | None,
    is_due: bool,
    today: date,
) -> None:
    """Sort one promise into its heap; one done before its day came counts as due and kept."""
    if done_on is not None:
        found["due"] += 1
        found["on_time" if deadline is None or done_on <= deadline else "late"] += 1
    elif deadline is not None and deadline < today:
        if is_due:
            found["due"] += 1
            found["open_overdue"] += 1
    else:
        found["running"] += 1
