"""Numbers of a chain: problems by stage, times, where problems begin and where they are found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Q, QuerySet
from django.utils import timezone

from anlan.governance.chains.choices import OPEN_CLUES, WITH_UNIT, ClueState, Outcome, TraceState
from anlan.governance.chains.models import Chain, Clue, Trace
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

_DAY_S = 86_400.0


@dataclass
class StageFigures:
    """One stage in the picture: what is open, late, answered; how long it takes."""

    code: str
    open: int = 0
    late: int = 0
    answered: int = 0
    disputed: int = 0
    #: Problems found at this stage, and problems an answer has shown to exist at it.
    found: int = 0
    begins: int = 0
    in_time: int = 0
    due: int = 0
    _days: list[float] = field(default_factory=list)

    @property
    def median_days(self) -> float | None:
        """Half of the answers took at most so many days."""
        return round(median(self._days), 1) if self._days else None

    def add(self, trace: Trace, today: date) -> None:
        """Count a trace that was sent."""
        if trace.state in WITH_UNIT:
            self.open += 1
            self.late += int(trace.is_late)
        elif trace.state == TraceState.DISPUTED:
            self.open += 1
            self.disputed += 1
        elif trace.state == TraceState.ANSWERED:
            self.answered += 1
            if trace.answered_at and trace.sent_at:
                self._days.append((trace.answered_at - trace.sent_at).total_seconds() / _DAY_S)
        is_done, is_in_time = kept(trace, today)
        self.due += int(is_done)
        self.in_time += int(is_in_time)


def kept(trace: Trace, today: date) -> tuple[bool, bool]:
    """Whether a stage was due (answered, or its day has passed), and whether it was in time."""
    if trace.due_on is None or trace.state == TraceState.RELEASED:
        return False, False
    if trace.answered_at is None:
        return trace.state in WITH_UNIT and trace.due_on < today, False
    return True, timezone.localtime(trace.answered_at).date() <= trace.due_on


@dataclass
class ChainFigures:
    """A whole chain over a span of time."""

    stages: dict[str, StageFigures]
    open: int = 0
    late: int = 0
    closed: int = 0
    withdrawn: int = 0
    #: (where it begins, where it was found) → how many.
    ways: Counter[tuple[str, str]] = field(default_factory=Counter)
    days_to_close: list[float] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Problems reported and not withdrawn."""
        return self.open + self.closed

    @property
    def median_days(self) -> float | None:
        """Half of the problems were closed within so many days."""
        return round(median(self.days_to_close), 1) if self.days_to_close else None


def beginning(day: date) -> datetime:
    """The first moment of a day."""
    return timezone.make_aware(datetime.combine(day, time()))


def clues_of(
    actor: Actor, chain: Chain, since: date | None = None, until: date | None = None
) -> QuerySet[Clue]:
    """Return the clues of a chain found in a span, as far as the actor sees them."""
    rows = visible(Clue, actor).filter(chain=chain)
    if since is not None:
        rows = rows.filter(found_at__gte=beginning(since))
    if until is not None:
        rows = rows.filter(found_at__lt=beginning(until + timedelta(days=1)))
    return rows


def figures_of(clues: QuerySet[Clue], codes: Iterable[str]) -> ChainFigures:
    """Count a chain; a stage is known by its code, so that versions can be compared."""
    found = ChainFigures({code: StageFigures(code) for code in codes})
    today = clock.today()
    late: set[int] = set()
    ends: dict[int, list[Trace]] = {}
    traces = Trace.objects.filter(clue__in=clues.values("pk"), sent_at__isnull=False)
    traces = traces.exclude(clue__state=ClueState.WITHDRAWN).select_related("stage")
    for trace in traces:
        row = found.stages.setdefault(trace.stage.code, StageFigures(trace.stage.code))
        row.add(trace, today)
        if trace.is_late:
            late.add(trace.clue_id)
        if trace.outcome == Outcome.CONFIRMED:
            ends.setdefault(trace.clue_id, []).append(trace)
    for clue in clues.select_related("stage"):
        _count(found, clue, ends.get(clue.pk, []))
    found.late = len(late)
    return found


def _count(found: ChainFigures, clue: Clue, confirmed: list[Trace]) -> None:
    if clue.state == ClueState.WITHDRAWN:
        found.withdrawn += 1
        return
    if clue.state in OPEN_CLUES:
        found.open += 1
    else:
        found.closed += 1
        if clue.closed_at is not None:
            found.days_to_close.append((clue.closed_at - clue.found_at).total_seconds() / _DAY_S)
    code = clue.stage.code
    found.stages.setdefault(code, StageFigures(code)).found += 1
    if confirmed:
        first = min(confirmed, key=lambda trace: trace.stage.position).stage.code
        found.stages[first].begins += 1
        found.ways[first, code] += 1


def traces_of_unit(
    actor: Actor, organisation_id: int | None, since: date, until: date
) -> list[Trace]:
    """Return what was sent to a unit (to all) and fell due in a span."""
    rows = visible(Trace, actor).filter(due_on__range=(since, until), sent_at__isnull=False)
    rows = rows.exclude(Q(state=TraceState.RELEASED) | Q(clue__state=ClueState.WITHDRAWN))
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    return list(rows.select_related("clue", "stage"))
