"""The page of figures, the quarterly table, and both as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.pages.base import ActorPage, go_to
from anlan.kernel.pages.exports import FORMATS, download, file_chunks
from anlan.kernel.pages.hooks import record
from anlan.kernel.requests import render_page
from anlan.supervision.hazards.constants import QUARTERLY_BASIS
from anlan.supervision.hazards.models import Hazard
from anlan.supervision.hazards.permissions import VIEW
from anlan.supervision.hazards.selectors.periods import (
    Period,
    period_of,
    recent_periods,
    this_quarter,
)
from anlan.supervision.hazards.selectors.progress import goals, major_by_year, recurring
from anlan.supervision.hazards.selectors.quarterly import quarterly_table
from anlan.supervision.hazards.selectors.statistics import Line, Statistics, compute
from anlan.supervision.hazards.services.printing import print_quarterly
from anlan.supervision.hazards.workbooks import quarterly_workbook, statistics_workbook

CRUMBS: tuple[tuple[Any, str], ...] = ((gettext_lazy("Hazards"), "hazards:list"),)
#: Query of the list behind a line of a cut.
LIST_KEYS = {
    "level": "level",
    "township": "township",
    "sector": "sector",
    "department": "department",
    "source": "source",
    "cause": "family",
    "category": "category",
}
BARS = 12


def cut_titles() -> dict[str, str]:
    """Return the headings of the cuts."""
    return {
        "level": _("By level"),
        "township": _("By township"),
        "sector": _("By sector"),
        "department": _("By responsible office"),
        "source": _("By source"),
        "cause": _("By family of causes"),
        "category": _("By cause"),
    }


def age_words() -> list[str]:
    """Return the headings of the ageing classes."""
    return [
        _("up to 7 days"),
        _("8 to 15 days"),
        _("16 to 30 days"),
        _("31 to 90 days"),
        _("91 to 180 days"),
        _("longer"),
    ]


class _PeriodPage(ActorPage):
    """A page about a period named in the URL."""

    model = Hazard
    permission = VIEW
    breadcrumbs = CRUMBS

    def period(self) -> Period:
        """The period of the URL, else this quarter."""
        return period_of(self.request.GET.get("period", "")) or this_quarter()

    def periods(self, present: Period) -> list[dict[str, Any]]:
        """The periods offered."""
        return [
            {"label": one.label, "url": f"?period={one.code}", "active": one.code == present.code}
            for one in recent_periods()
        ]


class StatisticsPage(_PeriodPage):
    """Stock, increment, clearance by every cut; ageing; what comes back; the three-year goals."""

    title = gettext_lazy("Figures of hazards")

    def get(self, request: Any) -> HttpResponseBase:
        """Show the page, or give the workbook."""
        period = self.period()
        found = compute(self.actor, period.begin, period.end)
        if request.GET.get("export") == "xlsx":
            record(
                self.actor,
                "exchange.list.exported",
                {"list": "hazards.statistics", "format": "xlsx", "query": period.code},
            )
            book = statistics_workbook(found, cut_titles(), age_words(), period)
            return download(
                request,
                file_chunks(book),
                name=f"{self.title}-{period.code}.xlsx",
                content_type=FORMATS["xlsx"],
            )
        return render_page(
            request, "hazards/statistics.html", {"page": self.describe(found, period)}
        )

    def describe(self, found: Statistics, period: Period) -> dict[str, Any]:
        """Return the context of the page."""
        total = found.total
        listed = reverse("hazards:list")
        titles = cut_titles()
        return {
            "title": self.title,
            "subtitle": period.label,
            "breadcrumbs": self.get_breadcrumbs(),
            "periods": self.periods(period),
            "period": period,
            "quarterly_url": f"{reverse('hazards:quarterly')}?period={period.code}",
            "export_url": f"?period={period.code}&export=xlsx",
            "total": total,
            "figures": [
                {"label": _("stock before"), "value": total.stock_before},
                {"label": _("found"), "value": total.opened},
                {"label": _("crossed off"), "value": total.closed},
                {"label": _("stock after"), "value": total.stock_after, "url": listed},
                {
                    "label": _("overdue"),
                    "value": total.overdue,
                    "url": f"{listed}?tab=overdue",
                    "level": 1 if total.overdue else None,
                },
                {"label": _("rectification rate"), "value": percent(total.rectification_rate)},
                {"label": _("on-time rate"), "value": percent(total.on_time_rate)},
                {"label": _("recurrence rate"), "value": percent(total.recurrence_rate)},
            ],
            "cuts": [
                {
                    "name": name,
                    "title": titles[name],
                    "lines": [self.line(name, line) for line in lines],
                    "chart": self.chart(name, titles[name], lines),
                }
                for name, lines in found.cuts.items()
            ],
            "ages": [
                {"label": label, "value": value}
                for label, value in zip(age_words(), total.ages, strict=True)
            ],
            "age_chart": {
                "id": "chart-ages",
                "kind": "bar",
                "title": _("Age of the stock"),
                "bars": [
                    {"label": label, "value": value}
                    for label, value in zip(age_words(), total.ages, strict=True)
                ],
            },
            "goals": goals(self.actor),
            "years": major_by_year(self.actor),
            "recurring": recurring(self.actor, period.begin, period.end),
            "list_url": listed,
        }

    def line(self, cut: str, line: Line) -> dict[str, Any]:
        """Return a row of a cut; its words lead to the rows behind the stock."""
        url = f"{reverse('hazards:list')}?tab=open&{LIST_KEYS[cut]}={line.key}" if line.key else ""
        return {"label": line.label, "url": url, "figures": line.figures}

    def chart(self, cut: str, title: str, lines: list[Line]) -> dict[str, Any] | None:
        """Return the bars of the stock, largest first; none for a cut of two."""
        if len(lines) < 3:
            return None
        ordered = sorted(lines, key=lambda one: -one.figures.stock_after)[:BARS]
        return {
            "id": f"chart-{cut}",
            "kind": "bar",
            "title": title,
            "bars": [
                {"label": one.label, "value": one.figures.stock_after}
                for one in ordered
                if one.figures.stock_after
            ],
        }


def percent(rate: float | None) -> str:
    """Write a rate as officials do."""
    return "—" if rate is None else f"{rate * 100:.1f}%"


class QuarterlyPage(_PeriodPage):
    """The statutory table of a quarter or year."""

    title = gettext_lazy("Quarterly table of hazards")

    def get(self, request: Any) -> HttpResponseBase:
        """Show the table, or give the workbook."""
        period = self.period()
        table = quarterly_table(self.actor, period)
        if request.GET.get("export") == "xlsx":
            record(
                self.actor,
                "exchange.list.exported",
                {"list": "hazards.quarterly", "format": "xlsx", "query": period.code},
            )
            return download(
                request,
                file_chunks(quarterly_workbook(table)),
                name=f"{self.title}-{period.code}.xlsx",
                content_type=FORMATS["xlsx"],
            )
        page = {
            "title": self.title,
            "subtitle": period.label,
            "breadcrumbs": [
                *self.get_breadcrumbs(),
                {"label": _("Figures of hazards"), "url": reverse("hazards:statistics")},
            ],
            "periods": self.periods(period),
            "period": period,
            "table": table,
            "groups": (
                (_("By township"), table.by_township),
                (_("By sector"), table.by_sector),
            ),
            "basis": QUARTERLY_BASIS,
            "export_url": f"?period={period.code}&export=xlsx",
            "print_url": reverse("hazards:quarterly_paper"),
        }
        return render_page(request, "hazards/quarterly.html", {"page": page})


class QuarterlyPaper(_PeriodPage):
    """Makes the Word paper of a period and leads to it."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        """Make the paper."""
        period = period_of(request.POST.get("period", "")) or this_quarter()
        return go_to(request, print_quarterly(period=period, actor=self.actor))
