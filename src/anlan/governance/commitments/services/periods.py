"""The periods of recurring commitments: made some way ahead, with the day each report is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from anlan.governance.commitments.cadence import due_day, read_cadence, spans
from anlan.governance.commitments.choices import WATCHED
from anlan.governance.commitments.models import Commitment, ReportingPeriod
from anlan.kernel import clock

from .common import WorkingDays

#: Periods are made so far ahead; the nightly job makes the next ones. [days]
AHEAD_DAYS = 400


def make_periods(commitments: Iterable[Commitment], *, after: date | None = None) -> int:
    """Make the periods that are near; those that exist stay. Returns how many were made."""
    working = WorkingDays()
    horizon = (after or clock.today()) + timedelta(days=AHEAD_DAYS)
    rows: list[ReportingPeriod] = []
    for commitment in commitments:
        cadence = read_cadence(commitment.cadence)
        if cadence is None:
            continue
        until = min(commitment.deadline or horizon, horizon)
        for span in spans(cadence, commitment.starts_on, until):
            if span.ends_on == horizon != commitment.deadline:
                continue  # cut off by the horizon only: made whole later
            rows.append(
                ReportingPeriod(
                    commitment=commitment,
                    label=span.label,
                    begins_on=span.begins_on,
                    ends_on=span.ends_on,
                    due_on=due_day(cadence, span, working),
                    times=cadence.times,
                )
            )
    made = ReportingPeriod.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(made)


def extend_periods() -> int:
    """Make the next periods of all running recurring commitments; run every night."""
    rows = Commitment.objects.filter(state__in=WATCHED).exclude(cadence="")
    before = ReportingPeriod.objects.count()
    make_periods(rows.iterator(chunk_size=500))
    return ReportingPeriod.objects.count() - before


def whole_number(commitment: Commitment) -> int:
    """Return how many periods there are from the first day to the deadline."""
    cadence = read_cadence(commitment.cadence)
    if cadence is None or commitment.deadline is None:
        return 0
    return sum(1 for _span in spans(cadence, commitment.starts_on, commitment.deadline))
