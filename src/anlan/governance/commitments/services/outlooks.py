"""Bringing expected progress, forecast and reasons of commitments up to date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from anlan.governance.commitments.choices import OWED, WATCHED, CommitmentState, PeriodState
from anlan.governance.commitments.models import Commitment, Milestone, ReportingPeriod
from anlan.governance.commitments.schedule import outlook
from anlan.kernel import clock
from anlan.kernel.bulk import update_rows

from .periods import whole_number

#: A running task without a word for so long is silent. [days]
SILENT_DAYS = 60
#: Reported progress so far below what was expected counts as behind. [percentage points]
BEHIND = 10
FIELDS = ("expected", "forecast_on", "late_days", "reasons", "missed_periods")


def refresh_outlooks(commitments: Iterable[Commitment] | None = None) -> int:
    """Work the outlook out anew for some commitments, or for all that are watched.

    A recurring commitment without a last day has no forecast, only its missing periods.
    """
    if commitments is None:
        rows = list(Commitment.objects.filter(state__in=WATCHED).select_related("lead"))
    else:
        rows = list(commitments)
    if not rows:
        return 0
    today = clock.today()
    keys = [row.pk for row in rows]
    milestones: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(commitment_id__in=keys):
        milestones.setdefault(milestone.commitment_id, []).append(milestone)
    periods = _periods(keys, today)
    changed = []
    for row in rows:
        before = tuple(getattr(row, name) for name in FIELDS)
        _set(row, milestones.get(row.pk, ()), periods.get(row.pk, (0, 0)), today)
        if tuple(getattr(row, name) for name in FIELDS) != before:
            changed.append(row)
    update_rows(changed, FIELDS)
    return len(changed)


def _periods(keys: Sequence[int], today: date) -> dict[int, tuple[int, int]]:
    """Return by commitment how many periods are missing, and how many were due by now."""
    rows = (
        ReportingPeriod.objects.filter(commitment_id__in=keys, due_on__lt=today)
        .exclude(state=PeriodState.WAIVED)
        .order_by()
        .values_list("commitment_id")
        .annotate(missing=Count("pk", filter=Q(state__in=OWED)), due=Count("pk"))
    )
    return {key: (missing, due) for key, missing, due in rows}


def _set(
    row: Commitment, milestones: Sequence[Milestone], periods: tuple[int, int], today: date
) -> None:
    missing, due = periods
    row.missed_periods = missing
    if row.state not in WATCHED:
        row.expected = 100 if row.state == CommitmentState.COMPLETED else row.expected
        row.forecast_on, row.late_days, row.reasons = None, None, []
        return
    reported_on = timezone.localtime(row.reported_at).date() if row.reported_at else None
    whole = whole_number(row) if row.cadence else 0
    if whole:  # what recurs is measured by its periods, one by one
        row.expected = min(100, round(100 * due / whole))
        row.forecast_on, row.late_days = row.deadline, 0
        row.reasons = _reasons(row, milestones, missing, reported_on, today)
        return
    found = outlook(
        starts_on=row.starts_on,
        deadline=row.deadline,
        progress=row.progress,
        today=today,
        milestones=[(m.due_on, m.weight) for m in milestones],
        reported_on=reported_on,
    )
    row.expected, row.forecast_on, row.late_days = (
        found.expected,
        found.finish_on,
        found.late_days,
    )
    row.reasons = _reasons(row, milestones, missing, reported_on, today)


def _reasons(
    row: Commitment,
    milestones: Sequence[Milestone],
    missing: int,
    reported_on: date | None,
    today: date,
) -> list[list[Any]]:
    """Return why it is or will be late; nothing while it is on its way."""
    found: list[list[Any]] = []
    if missing:
        found.append(["missing", missing])
    if not (row.late_days or 0) > 0 and not row.is_overdue:
        return found
    if row.needs_decision:
        found.append(["decision", row.problem[:80]])
    late = [m for m in milestones if m.is_late(today)]
    if late:
        first = min(late, key=lambda m: m.due_on)
        found.append(["milestone", first.title[:40], (today - first.due_on).days])
    if row.state == CommitmentState.ASSIGNED:
        found.append(["unsigned"])
    elif row.state == CommitmentState.SENT_BACK:
        found.append(["sent_back"])
    if row.expected - row.progress >= BEHIND:
        found.append(["behind", row.progress, row.expected])
    if reported_on is None:
        found.append(["never"])
    elif (today - reported_on).days >= SILENT_DAYS:
        found.append(["silent", (today - reported_on).days])
    return found
