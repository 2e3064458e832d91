"""Lanes of the board and rows of the bar chart, each in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.translation import pgettext

from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import Commitment, Milestone
from anlan.kernel import clock

#: Cards shown in one lane; the rest is one click away.
CARDS_PER_LANE = 24
#: Lane → the states in it. Completed ones stay for a month.
LANES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (S.ASSIGNED, (S.ASSIGNED, S.DECLINED)),
    (S.ACCEPTED, (S.ACCEPTED,)),
    (S.RUNNING, (S.RUNNING, S.SENT_BACK, S.PAUSED)),
    (S.REPORTED, (S.REPORTED,)),
    (S.COMPLETED, (S.COMPLETED,)),
)
#: A completed task leaves the board after so long. [days]
COMPLETED_DAYS = 31


@dataclass(frozen=True, slots=True)
class Lane:
    """The tasks of one lane that are shown, and how many there are."""

    name: str
    count: int
    rows: list[Commitment]


def lanes(rows: QuerySet[Commitment]) -> list[Lane]:
    """Return the lanes of a board over some commitments: two queries however many there are."""
    since = clock.now() - timedelta(days=COMPLETED_DAYS)
    shown = rows.exclude(state=S.CANCELLED).exclude(state=S.COMPLETED, completed_at__lt=since)
    counts = dict(shown.order_by().values_list("state").annotate(number=Count("pk")))
    placed = shown.annotate(
        place=Window(
            RowNumber(),
            partition_by=[F("state")],
            order_by=[F("deadline").asc(nulls_last=True), F("pk").asc()],
        )
    ).filter(place__lte=CARDS_PER_LANE)
    by_state: dict[str, list[Commitment]] = {}
    for row in placed.select_related("lead").order_by("deadline", "pk"):
        by_state.setdefault(row.state, []).append(row)
    return [
        Lane(
            name,
            sum(counts.get(state, 0) for state in states),
            [row for state in states for row in by_state.get(state, ())][:CARDS_PER_LANE],
        )
        for name, states in LANES
    ]


# The bar chart --------------------------------------------------------------------------------

#: Rows of one page of the chart.
ROWS_PER_PAGE = 200
LABEL_WIDTH, CHART_WIDTH, ROW_HEIGHT, HEAD_HEIGHT = 330, 830, 24, 34
LABEL_LETTERS = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the chart in its coordinates. [px]"""

    commitment: Commitment
    label: str
    y: int
    x: float
    width: float
    done_width: float
    late_x: float
    late_width: float
    tone: str
    words: str
    marks: list[tuple[float, str, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one unit or one part of the plan."""

    label: str
    y: int
    count: int
    progress: int
    bars: list[Bar] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready to be drawn."""

    groups: list[Group]
    months: list[tuple[float, str, bool]]
    today_x: float | None
    height: int
    total: int
    first: date
    last: date

    @property
    def width(self) -> int:
        """Its whole width. [px]"""
        return LABEL_WIDTH + CHART_WIDTH


def chart(
    rows: QuerySet[Commitment],
    *,
    first: date,
    last: date,
    by: str = "lead",
    page: int = 1,
) -> Chart:
    """Return the bars of some commitments between two days: three queries."""
    running = rows.exclude(state=S.CANCELLED).filter(deadline__isnull=False)
    running = running.filter(starts_on__lte=last, deadline__gte=first)
    total = running.count()
    order = ("section", "deadline", "pk") if by == "section" else ("lead_id", "deadline", "pk")
    start = (page - 1) * ROWS_PER_PAGE
    found = list(running.select_related("lead").order_by(*order)[start : start + ROWS_PER_PAGE])
    milestones: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(commitment_id__in=[row.pk for row in found]):
        milestones.setdefault(milestone.commitment_id, []).append(milestone)
    axis = _Axis(first, last)
    groups: list[Group] = []
    y = HEAD_HEIGHT
    for label, members in _grouped(found, by):
        progress = round(sum(row.progress for row in members) / len(members))
        group = Group(label, y, len(members), progress)
        y += ROW_HEIGHT
        for row in members:
            group.bars.append(_bar(row, milestones.get(row.pk, ()), axis, y))
            y += ROW_HEIGHT
        groups.append(group)
    today = clock.today()
    return Chart(
        groups,
        axis.months(),
        axis.x(today) if first <= today <= last else None,
        y + 8,
        total,
        first,
        last,
    )


def _grouped(rows: Sequence[Commitment], by: str) -> list[tuple[str, list[Commitment]]]:
    found: dict[str, list[Commitment]] = {}
    for row in rows:
        key = (row.section or row.source_name) if by == "section" else str(row.lead)
        found.setdefault(key or "—", []).append(row)
    return list(found.items())


class _Axis:
    """Days on a line."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.days = max(1, (last - first).days + 1)

    def x(self, day: date) -> float:
        """Return where a day begins, cut to the chart. [px]"""
        share = min(1.0, max(0.0, (day - self.first).days / self.days))
        return round(LABEL_WIDTH + CHART_WIDTH * share, 1)

    def months(self) -> list[tuple[float, str, bool]]:
        """Return the lines of months or, over a long time, of quarters: place, words, new year."""
        step = 1 if self.days <= 400 else 3 if self.days <= 1300 else 6
        found = []
        day = self.first.replace(day=1)
        while day <= self.last:
            if (day.month - 1) % step == 0 and day >= self.first:
                is_year = day.month == 1
                form = pgettext("timetable", "Y") if is_year else pgettext("timetable", "M")
                words = date_format(day, form)
                found.append((self.x(day), words, is_year))
            months = day.year * 12 + day.month
            day = date(months // 12, months % 12 + 1, 1)
        return found


def _bar(row: Commitment, milestones: Sequence[Milestone], axis: _Axis, y: int) -> Bar:
    deadline: Any = row.deadline
    left = axis.x(row.starts_on)
    right = axis.x(deadline + timedelta(days=1))
    width = max(3.0, right - left)
    whole = (deadline - row.starts_on).days + 1
    done_x = axis.x(row.starts_on + timedelta(days=round(whole * row.progress / 100)))
    late_x, late_width = right, 0.0
    if row.is_open and row.forecast_on is not None and row.forecast_on > deadline:
        late_width = max(0.0, axis.x(row.forecast_on) - right)
    today = clock.today()
    if row.state == S.COMPLETED:
        tone = "done"
    elif row.is_overdue:
        tone = "overdue"
    elif row.is_at_risk:
        tone = "risk"
    else:
        tone = "plain"
    marks = [
        (
            axis.x(mark.due_on),
            "reached" if mark.reached_on else "late" if mark.is_late(today) else "plain",
            f"{mark.title} {mark.due_on:%Y-%m-%d}",
        )
        for mark in milestones
        if axis.first <= mark.due_on <= axis.last
    ]
    label = row.title
    if len(label) > LABEL_LETTERS:
        label = f"{label[: LABEL_LETTERS - 1]}…"
    words = (
        f"{row.title}｜{row.lead}｜{row.starts_on:%Y-%m-%d}—{deadline:%Y-%m-%d}｜{row.progress}%"
    )
    return Bar(
        row,
        label,
        y,
        left,
        width,
        round(min(width, max(0.0, done_x - left)), 1),
        late_x,
        round(late_width, 1),
        tone,
        words,
        marks,
    )
