"""What a unit has to do now, and the table of progress of a plan or a unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.utils.translation import gettext as _

from anlan.governance.commitments.choices import AT_WORK, OPEN, OWED, WATCHED
from anlan.governance.commitments.choices import CommitmentState as S
from anlan.governance.commitments.models import (
    Commitment,
    CommitmentPart,
    CommitmentReport,
    ReportingPeriod,
)
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.policy import visible

#: A period stands on the unit's page so long before its report is due. [days]
PERIOD_AHEAD_DAYS = 30
#: Lines of one list of the unit's page.
MOST_LINES = 60
#: Lines of one page of the table of progress, supporting units named in one of them.
TABLE_LINES, SUPPORTS_NAMED = 100, 3


@dataclass(frozen=True, slots=True)
class UnitWork:
    """What stands before a unit: to sign, to report by period, to carry on, to support."""

    to_sign: list[Commitment] = field(default_factory=list)
    periods: list[ReportingPeriod] = field(default_factory=list)
    at_work: list[Commitment] = field(default_factory=list)
    waiting: list[Commitment] = field(default_factory=list)
    parts: list[CommitmentPart] = field(default_factory=list)

    @property
    def overdue(self) -> int:
        """How many of the tasks are late."""
        return sum(row.is_overdue for row in [*self.to_sign, *self.at_work])

    @property
    def missing(self) -> int:
        """How many periods should have been reported."""
        return sum(period.is_missing for period in self.periods)


def unit_work(actor: Actor, organisation_ids: Iterable[int]) -> UnitWork:
    """Return what units have to do, the nearest first: four queries."""
    units = list(organisation_ids)
    own = (
        visible(Commitment, actor)
        .filter(lead_id__in=units, state__in=OPEN)
        .select_related("lead")
        .order_by("deadline", "pk")
    )
    rows = list(own[: 4 * MOST_LINES])
    soon = clock.today() + timedelta(days=PERIOD_AHEAD_DAYS)
    periods = (
        visible(ReportingPeriod, actor)
        .filter(
            commitment__lead_id__in=units,
            commitment__state__in=AT_WORK,
            state__in=OWED,
            due_on__lte=soon,
            begins_on__lte=clock.today(),
        )
        .select_related("commitment")
        .order_by("due_on", "pk")
    )
    parts = (
        visible(CommitmentPart, actor)
        .filter(organisation_id__in=units, commitment__state__in=WATCHED)
        .select_related("commitment__lead")
        .order_by("commitment__deadline", "pk")
    )
    return UnitWork(
        to_sign=[row for row in rows if row.state == S.ASSIGNED][:MOST_LINES],
        periods=list(periods[:MOST_LINES]),
        at_work=[row for row in rows if row.state in AT_WORK][:MOST_LINES],
        waiting=[row for row in rows if row.state in (S.REPORTED, S.PAUSED, S.DECLINED)][
            :MOST_LINES
        ],
        parts=list(parts[:MOST_LINES]),
    )


# The table of progress --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line of the table: what a superior wants to read of a task."""

    number: int
    title: str
    lead: str
    supports: str
    deadline: date | None
    is_derived: bool
    progress: int
    state: str
    report: str
    problem: str
    figure: str
    is_overdue: bool
    late_days: int
    url: str

    @property
    def supports_short(self) -> str:
        """The first supporting units and how many more there are; the papers name them all."""
        names = self.supports.split("、")
        if len(names) <= SUPPORTS_NAMED + 1:
            return self.supports
        return _("%(names)s and %(more)d more") % {
            "names": "、".join(names[:SUPPORTS_NAMED]),
            "more": len(names) - SUPPORTS_NAMED,
        }


def progress_rows(actor: Actor, *, plan: str = "", unit_id: int | None = None) -> QuerySet[Any]:
    """Return the tasks of a plan or a unit with the last words of the lead unit."""
    last = CommitmentReport.objects.filter(
        commitment=OuterRef("pk"), organisation_id=OuterRef("lead_id")
    ).order_by("-made_at", "-pk")
    rows = visible(Commitment, actor).exclude(state=S.CANCELLED)
    if plan:
        rows = rows.filter(source_name=plan)
    if unit_id is not None:
        rows = rows.filter(lead_id=unit_id)
    return (
        rows.select_related("lead")
        .annotate(last_text=Subquery(last.values("text")[:1]))
        .prefetch_related(Prefetch("parts", CommitmentPart.objects.select_related("organisation")))
        .order_by("source_name", "deadline", "pk")
    )


def progress_table(
    actor: Actor,
    *,
    plan: str = "",
    unit_id: int | None = None,
    first: int = 0,
    most: int | None = None,
) -> list[TableLine]:
    """Return the table of progress or a stretch of it: two queries however many lines."""
    rows = progress_rows(actor, plan=plan, unit_id=unit_id)
    return [
        TableLine(
            number=number,
            title=row.title,
            lead=str(row.lead),
            supports="、".join(str(part.organisation) for part in row.parts.all()),
            deadline=row.deadline,
            is_derived=row.is_deadline_derived,
            progress=row.progress,
            state=str(row.get_state_display()),
            report=row.last_text or "",
            problem=row.problem,
            figure=_figure(row),
            is_overdue=row.is_overdue,
            late_days=row.late_days or 0,
            url=row.get_absolute_url(),
        )
        for number, row in enumerate(
            rows[first : None if most is None else first + most], first + 1
        )
    ]


def _figure(row: Commitment) -> str:
    if row.target_figure is None:
        return ""
    return f"{_short(row.reached_figure or 0)}/{_short(row.target_figure)}{row.target_unit}"


def _short(value: Any) -> str:
    text = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
