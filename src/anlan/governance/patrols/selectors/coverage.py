"""How much of the county was patrolled: of one round, and of a programme over several rounds.

The rule, the same everywhere: a unit counts as visited when the work of a team there was finished
(``visited_on``) in a visit that was not left out. It counts once, however often it was visited. The
whole is what the registers hold on the day of asking, so a township that was founded later is a
gap, and a village that no longer exists is shown apart and counts for nothing.

The pace: visits finished so far over days gone, carried on to the last day; what then remains is
not reached. Days are calendar days, the first and the present one included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from anlan.base.regions.public import county_prefix
from anlan.governance.patrols.choices import BEFORE, VISITED, UnitKind, VisitState
from anlan.governance.patrols.models import Programme, Round, Visit
from anlan.governance.patrols.selectors.units import Unit, by_key, units_of_county
from anlan.kernel.errors import Message


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of unit in a round: how many there are, are planned, were visited, are late."""

    kind: str
    label: Message
    whole: int
    planned: int
    visited: int
    late: int

    @property
    def of_plan(self) -> int | None:
        """Share of the plan that was visited, rounded down so that 100 means all. [%]"""
        return 100 * self.visited // self.planned if self.planned else None

    @property
    def of_county(self) -> int | None:
        """Share of the county that was visited, rounded down. [%]"""
        return 100 * self.visited // self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Pace:
    """Whether the plan will be reached by the last day if it goes on as so far."""

    days_gone: int
    days_left: int
    visited: int
    planned: int

    @property
    def expected(self) -> int:
        """Visits finished by the last day at the pace so far."""
        if self.days_gone <= 0:
            return self.visited
        more = self.visited * self.days_left // self.days_gone
        return min(self.planned, self.visited + more)

    @property
    def unreached(self) -> int:
        """Visits that will not be reached."""
        return self.planned - self.expected

    @property
    def is_known(self) -> bool:
        """Whether there is a pace at all: before the first day there is none."""
        return self.days_gone > 0

    @property
    def needed(self) -> float | None:
        """Visits a week that would reach everything."""
        left = self.planned - self.visited
        return round(7 * left / self.days_left, 1) if self.days_left > 0 and left else None

    @property
    def present(self) -> float | None:
        """Visits a week so far."""
        return round(7 * self.visited / self.days_gone, 1) if self.days_gone > 0 else None


@dataclass(frozen=True, slots=True)
class RoundCoverage:
    """What a round has reached."""

    lines: tuple[Line, ...]
    pace: Pace
    late: tuple[Visit, ...]
    unreached: tuple[Visit, ...]

    @property
    def planned(self) -> int:
        """All visits of the plan."""
        return sum(line.planned for line in self.lines)

    @property
    def visited(self) -> int:
        """All finished visits."""
        return sum(line.visited for line in self.lines)


@dataclass(slots=True)
class Reached:
    """One kind of unit in a programme: what was visited when, what is missing, what must be."""

    kind: str
    label: Message
    target: int | None
    whole: list[Unit] = field(default_factory=list)
    #: Key of a unit → days of its visits, the first first.
    days: dict[str, list[date]] = field(default_factory=dict)
    #: Names of visited units that no register holds any longer.
    gone: list[str] = field(default_factory=list)
    planned: set[str] = field(default_factory=set)

    @property
    def visited(self) -> int:
        """Units visited at least once."""
        return sum(1 for unit in self.whole if unit.key in self.days)

    @property
    def needed(self) -> int:
        """Units that must be visited for the target: a share is rounded up."""
        return -(-len(self.whole) * (self.target or 0) // 100)

    @property
    def lacking(self) -> int:
        """Units still to be visited for the target."""
        return max(0, self.needed - self.visited)

    @property
    def percent(self) -> float | None:
        """Share visited, to a tenth and never rounded up to 100. [%]"""
        if not self.whole:
            return None
        return 1000 * self.visited // len(self.whole) / 10

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.target is not None and bool(self.whole) and not self.lacking

    @property
    def missing(self) -> list[Unit]:
        """Units not visited yet."""
        return [unit for unit in self.whole if unit.key not in self.days]

    @property
    def missing_unplanned(self) -> list[Unit]:
        """Units not visited and in the plan of no round that runs."""
        return [unit for unit in self.missing if unit.key not in self.planned]


def days_between(starts_on: date, ends_on: date, today: date) -> tuple[int, int]:
    """Return the days gone (today included) and left of a period."""
    whole = (ends_on - starts_on).days + 1
    gone = min(whole, max(0, (today - starts_on).days + 1))
    return gone, whole - gone


def in_plan_order(visits: Iterable[Visit]) -> list[Visit]:
    """Sort visits as they are planned; what has no day comes last."""
    return sorted(visits, key=lambda v: (v.planned_on is None, v.planned_on or date.max, v.pk))


def coverage_of_round(found: Round, today: date) -> RoundCoverage:
    """Return what a round has reached: one query for its visits, four for the county."""
    visits = list(
        found.visits.exclude(state=VisitState.CANCELLED).select_related("team", "organisation")
    )
    kinds = sorted({visit.kind for visit in visits}, key=UnitKind.values.index)
    whole = units_of_county(county_prefix(found.office.region_id), kinds)
    late = in_plan_order(
        v for v in visits if v.state in BEFORE and v.planned_on and v.planned_on < today
    )
    lines = tuple(
        Line(
            kind=kind,
            label=UnitKind(kind).label,
            whole=sum(1 for unit in whole if unit.kind == kind),
            planned=sum(1 for v in visits if v.kind == kind),
            visited=sum(1 for v in visits if v.kind == kind and v.state in VISITED),
            late=sum(1 for v in late if v.kind == kind),
        )
        for kind in kinds
    )
    gone, left = days_between(found.starts_on, found.ends_on, today)
    done = sum(line.visited for line in lines)
    pace = Pace(gone, left, done, len(visits))
    waiting = in_plan_order(v for v in visits if v.state not in VISITED)
    reach = pace.expected - done
    unreached = waiting[reach:] if pace.is_known else []
    return RoundCoverage(lines, pace, tuple(late), tuple(unreached))


def visits_counted(programme: Programme, on: date | None = None) -> list[Visit]:
    """Return the finished visits that count for a programme: of its rounds, within its days."""
    until = min(programme.ends_on, on) if on is not None else programme.ends_on
    rows = Visit.objects.filter(
        round__programme=programme,
        state__in=VISITED,
        visited_on__range=(programme.starts_on, until),
    )
    return list(rows.order_by("visited_on", "pk"))


def coverage_of_programme(programme: Programme, on: date | None = None) -> list[Reached]:
    """Return what a programme has reached by a day (its last one): every kind of unit."""
    targets = {target.kind: target.percent for target in programme.targets.all()}
    whole = units_of_county(county_prefix(programme.office.region_id))
    known = by_key(whole)
    found = {
        kind: Reached(kind, UnitKind(kind).label, targets.get(kind)) for kind in UnitKind.values
    }
    for unit in whole:
        found[unit.kind].whole.append(unit)
    for visit in visits_counted(programme, on):
        line = found[visit.kind]
        if (visit.kind, visit.unit_key) in known:
            line.days.setdefault(visit.unit_key, []).append(visit.visited_on or programme.starts_on)
        elif visit.name not in line.gone:
            line.gone.append(visit.name)
    ahead = Visit.objects.filter(
        Q(state__in=BEFORE) | Q(state=VisitState.UNDERWAY),
        round__programme=programme,
        round__state__in=("draft", "running"),
    )
    for visit in ahead:
        found[visit.kind].planned.add(visit.unit_key)
    return list(found.values())


def programme_pace(programme: Programme, lines: Sequence[Reached], today: date) -> dict[str, Pace]:
    """Return the pace of every kind that has a target."""
    gone, left = days_between(programme.starts_on, programme.ends_on, today)
    return {
        line.kind: Pace(gone, left, min(line.visited, line.needed), line.needed)
        for line in lines
        if line.target is not None
    }
