"""How the watch answers: spot checks and calls of the ladder, by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible
from anlan.monitoring.alarms.choices import CallOutcome, CheckState
from anlan.monitoring.alarms.models import Alarm, AlarmCall, SpotCheck


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """How one person answered."""

    person_id: int
    name: str
    asked: int
    in_time: int
    late: int
    missed: int
    median_s: float | None

    @property
    def share(self) -> float:
        """Share answered in time."""
        return self.in_time / self.asked if self.asked else 0.0


def check_statistics(actor: Actor, *, since: datetime) -> list[AnswerRow]:
    """Return how each person answered the spot checks the actor sees, worst first."""
    rows = visible(SpotCheck, actor).filter(asked_at__gte=since).select_related("person")
    groups: dict[int, list[SpotCheck]] = defaultdict(list)
    for check in rows:
        if check.state != CheckState.WAITING:
            groups[check.person_id].append(check)
    found = []
    for person_id, checks in groups.items():
        delays = [check.delay.total_seconds() for check in checks if check.delay is not None]
        states = [check.state for check in checks]
        found.append(
            AnswerRow(
                person_id,
                checks[0].person.name,
                len(checks),
                states.count(CheckState.ANSWERED),
                states.count(CheckState.LATE),
                states.count(CheckState.MISSED),
                median(delays) if delays else None,
            )
        )
    return sorted(found, key=lambda row: (row.share, -row.asked))


def call_statistics(actor: Actor, *, since: datetime) -> list[AnswerRow]:
    """Return how each person answered calls about alarms the actor sees, worst first."""
    alarms = visible(Alarm, actor).filter(raised_at__gte=since)
    rows = AlarmCall.objects.filter(alarm__in=alarms, person__isnull=False).select_related("person")
    groups: dict[int, list[AlarmCall]] = defaultdict(list)
    for call in rows:
        if call.outcome != CallOutcome.WAITING:
            groups[call.person_id or 0].append(call)
    found = []
    for person_id, calls in groups.items():
        delays = [
            call.delay.total_seconds()
            for call in calls
            if call.outcome == CallOutcome.ANSWERED and call.delay is not None
        ]
        outcomes = [call.outcome for call in calls]
        found.append(
            AnswerRow(
                person_id,
                calls[0].person.name if calls[0].person else "",
                len(calls),
                outcomes.count(CallOutcome.ANSWERED),
                outcomes.count(CallOutcome.BY_OTHER),
                outcomes.count(CallOutcome.UNANSWERED),
                median(delays) if delays else None,
            )
        )
    return sorted(found, key=lambda row: (row.share, -row.asked))
