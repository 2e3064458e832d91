"""The months: what they hold, whether they are closed, what came afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from anlan.governance.accidents.choices import CloseState
from anlan.governance.accidents.models import FigureChange, MonthClose
from anlan.governance.accidents.selectors.counting import rows_of
from anlan.governance.accidents.selectors.periods import add_months, month_end
from anlan.kernel import clock
from anlan.kernel.actor import Actor

#: Months shown.
SHOWN = 24


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month with its figures, its close and what is late in it."""

    first: date
    accidents: int
    deaths: int
    waiting: int
    late: int
    changes: int
    close: MonthClose | None
    reopened: int
    is_over: bool
    url: str

    @property
    def is_closed(self) -> bool:
        """Whether its figures were kept and stand."""
        return self.close is not None and self.close.state == CloseState.CLOSED

    @property
    def difference(self) -> int:
        """By how many deaths the month differs now from what was kept at the close."""
        if self.close is None:
            return 0
        return self.deaths - int(self.close.figures.get("deaths", 0))


def month_rows(actor: Actor) -> list[MonthRow]:
    """Return the last months, newest first."""
    today = clock.today()
    last = today.replace(day=1)
    since = add_months(last, 1 - SHOWN)
    counted = Q(
        state__in=("confirmed", "removal"), confirmed_at__isnull=False, is_below_threshold=False
    )
    figures: dict[date, Any] = {
        row["month"]: row
        for row in rows_of(actor)
        .within(since, month_end(last))
        .annotate(month=TruncMonth("occurred_on"))
        .order_by()
        .values("month")
        .annotate(
            accidents=Count("pk", filter=counted),
            dead=Sum("deaths", filter=counted, default=0),
            waiting=Count("pk", filter=Q(state__in=("registered", "verified"))),
            late=Count("pk", filter=Q(is_late=True)),
        )
    }
    changes = dict(
        FigureChange.objects.filter(is_after_close=True, accident__occurred_on__gte=since)
        .annotate(month=TruncMonth("accident__occurred_on"))
        .order_by()
        .values_list("month")
        .annotate(Count("pk"))
    )
    closes: dict[date, list[MonthClose]] = {}
    for close in MonthClose.objects.filter(month__gte=since).order_by("pk"):
        closes.setdefault(close.month, []).append(close)
    found = []
    for back in range(SHOWN):
        first = add_months(last, -back)
        row = figures.get(first, {})
        kept = closes.get(first, [])
        found.append(
            MonthRow(
                first=first,
                accidents=row.get("accidents", 0),
                deaths=row.get("dead", 0),
                waiting=row.get("waiting", 0),
                late=row.get("late", 0),
                changes=changes.get(first, 0),
                close=kept[-1] if kept else None,
                reopened=sum(close.state == CloseState.REOPENED for close in kept),
                is_over=month_end(first) < today,
                url=f"{reverse('accidents:list')}?tab=all&since={first}&until={month_end(first)}",
            )
        )
    return found
