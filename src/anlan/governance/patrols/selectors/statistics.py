"""Figures of findings: found, closed, closed in time, late; by kind, by unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from anlan.governance.patrols.choices import OWED, FindingState
from anlan.governance.patrols.models import Finding


@dataclass(frozen=True, slots=True)
class Figures:
    """How findings stand on a day. What was closed after its day counts as closed, not in time."""

    found: int
    closed: int
    in_time: int
    late: int
    waiting: int

    @property
    def rate(self) -> int | None:
        """Share closed, rounded down. [%]"""
        return 100 * self.closed // self.found if self.found else None


def figures_of(findings: Iterable[Finding], today: date) -> Figures:
    """Count findings that were given to units; noted and dropped ones are not passed in."""
    rows = list(findings)
    closed = [row for row in rows if row.state == FindingState.CLOSED]
    return Figures(
        found=len(rows),
        closed=len(closed),
        in_time=sum(
            1 for row in closed if row.closed_on is not None and row.closed_on <= row.due_on
        ),
        late=sum(1 for row in rows if row.state == FindingState.RECTIFYING and row.due_on < today),
        waiting=sum(1 for row in rows if row.state == FindingState.SUBMITTED),
    )


def group_by(
    findings: Iterable[Finding], key: Callable[[Finding], str], today: date
) -> list[tuple[str, Figures]]:
    """Return the figures of each group, the one with most findings first."""
    groups: dict[str, list[Finding]] = {}
    for row in findings:
        groups.setdefault(key(row), []).append(row)
    counted = [(name, figures_of(rows, today)) for name, rows in groups.items()]
    return sorted(counted, key=lambda pair: (-pair[1].found, pair[0]))


@dataclass(frozen=True, slots=True)
class Clearance:
    """Findings whose day lay in a span: closed in time, closed late, still open."""

    due: int
    on_time: int
    late_open: tuple[Finding, ...]


def clearance(
    *,
    since: date,
    until: date,
    today: date,
    organisation_id: int | None = None,
    region_prefix: str = "",
) -> Clearance:
    """Return how findings due in a span (both days included) were put right.

    Of one unit, or of the patrols in a region. What a unit has reported in time and nobody has
    checked yet is neither: the unit is not to wait for the office's check.
    """
    rows = Finding.objects.filter(due_on__range=(since, min(until, today))).exclude(
        state__in=(FindingState.NOTED, FindingState.DROPPED)
    )
    if organisation_id is not None:
        rows = rows.filter(organisation_id=organisation_id)
    if region_prefix:
        rows = rows.filter(
            Q(visit__region__code__startswith=region_prefix)
            | Q(visit__round__office__region__code__startswith=region_prefix)
        )
    due, on_time, late_open = 0, 0, []
    for row in rows.order_by("due_on", "pk"):
        if row.state == FindingState.SUBMITTED or (row.state in OWED and row.due_on >= today):
            continue
        due += 1
        if row.state == FindingState.CLOSED:
            on_time += row.closed_on is not None and row.closed_on <= row.due_on
        else:
            late_open.append(row)
    return Clearance(due, on_time, tuple(late_open))
