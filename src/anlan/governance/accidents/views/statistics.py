"""The page of figures, the rates with their targets, the report as Word and Excel."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from anlan.governance.accidents.models import Accident
from anlan.governance.accidents.permissions import CLOSE, CONFIRM, KEEP, RECONCILE, VIEW
from anlan.governance.accidents.selectors.analysis import analysis_lines
from anlan.governance.accidents.selectors.periods import (
    Period,
    offered,
    period_of,
    this_year_so_far,
)
from anlan.governance.accidents.selectors.rates import rates
from anlan.governance.accidents.selectors.statistics import Statistics, compute
from anlan.governance.accidents.selectors.targets import HISTORY, forecast, target_states
from anlan.governance.accidents.services.reporting import print_report
from anlan.governance.accidents.workbooks import statistics_workbook
from anlan.kernel import clock
from anlan.kernel.errors import InvalidInput
from anlan.kernel.pages.base import ActorPage, go_to
from anlan.kernel.pages.exports import FORMATS, download, file_chunks
from anlan.kernel.pages.hooks import record
from anlan.kernel.requests import ActorRequest, render_page, requires

#: Lines of a cut that are shown before the rest is folded.
LINES = 8


def cut_titles() -> dict[str, str]:
    """Return the headings of the cuts."""
    return {
        "domain": _("By field"),
        "township": _("By township"),
        "kind": _("By accident type"),
        "grade": _("By grade"),
        "industry": _("By industry"),
        "cause": _("By direct cause"),
        "unit_type": _("By kind of unit"),
    }


def measure_titles() -> dict[str, str]:
    """Return the headings of the compared measures."""
    return {
        "accidents": _("number of accidents"),
        "deaths": _("deaths"),
        "serious_injuries": _("serious injuries"),
        "minor_injuries": _("minor injuries"),
        "larger": _("larger accidents and worse"),
    }


class StatisticsPage(ActorPage):
    """A period: totals, comparisons, cuts, hours, months, where the year will end."""

    model = Accident
    permission = VIEW
    title = gettext_lazy("Accident figures")

    def period(self) -> Period:
        """The period of the URL, else January to this month."""
        return period_of(self.request.GET.get("period", "")) or this_year_so_far()

    def get(self, request: Any) -> HttpResponseBase:
        """Show the page, or give the workbook."""
        period = self.period()
        found = compute(self.actor, period)
        if request.GET.get("export") == "xlsx":
            record(
                self.actor,
                "exchange.list.exported",
                {"list": "accidents.statistics", "format": "xlsx", "query": period.code},
            )
            book = statistics_workbook(
                found, measure_titles(), cut_titles(), rates(self.actor, year=period.until.year)
            )
            return download(
                request,
                file_chunks(book),
                name=f"{self.title}-{period.code}.xlsx",
                content_type=FORMATS["xlsx"],
            )
        return render_page(
            request, "accidents/statistics.html", {"page": self.describe(found, period)}
        )

    def describe(self, found: Statistics, period: Period) -> dict[str, Any]:
        """Return the context of the page."""
        today = clock.today()
        told = (
            forecast(found.rows, "deaths", year=today.year, on=today)
            if found.period.until.year == today.year
            else None
        )
        listed = reverse("accidents:list")
        return {
            "title": self.title,
            "subtitle": f"{period.label} · {found.period.since}—{found.period.until}",
            "live_topic": "accidents",
            "periods": [
                {
                    "label": one.label,
                    "url": f"?period={one.code}",
                    "active": one.code == period.code,
                }
                for one in offered(period)
            ],
            "found": found,
            "figures": [
                (_("number of accidents"), found.now.accidents, found.url, None),
                (_("deaths"), found.now.deaths, found.url, None),
                (_("serious injuries"), found.now.serious_injuries, found.url, None),
                (
                    _("larger accidents and worse"),
                    found.now.larger,
                    f"{found.url}&grade=1&grade=2&grade=3",
                    2 if found.now.larger else None,
                ),
                (_("direct loss, 10,000 yuan"), round(found.now.loss), found.url, None),
                (
                    _("not yet confirmed"),
                    found.waiting,
                    f"{listed}?tab=waiting&since={found.period.since}&until={found.period.until}",
                    3 if found.waiting else None,
                ),
            ],
            "compared": [
                (title, found.compared[name], found.compared_before[name])
                for name, title in measure_titles().items()
            ],
            "cuts": [
                (name, title, found.cuts[name][:LINES], found.cuts[name][LINES:])
                for name, title in cut_titles().items()
            ],
            "lines": analysis_lines(found),
            "forecast": told[0] if told else None,
            "history_years": HISTORY,
            "list_url": f"{listed}?tab=all",
            "export_url": f"?period={period.code}&export=xlsx",
            "report_url": reverse("accidents:report", args=[period.code]),
            "map_url": f"{reverse('onemap:map')}?layer=accidents&tab=counted"
            f"&since={found.period.since}&until={found.period.until}",
            "links": [
                (_("Death rates and targets"), reverse("accidents:rates")),
                (_("Close of months"), reverse("accidents:months")),
                (_("Figures of departments"), reverse("accidents:departments")),
                (_("Deaths outside work"), reverse("accidents:outside")),
                (_("Changes of figures"), reverse("accidents:changes")),
                (_("Accident types"), reverse("accidents:types")),
                (_("Rules of counting"), reverse("accidents:rules")),
            ],
            "may_close": self.actor.has(CLOSE),
            "may_report": self.actor.has(RECONCILE),
            "print": True,
        }


class RatesPage(ActorPage):
    """Relative indicators and control targets of a year."""

    model = Accident
    permission = VIEW
    title = gettext_lazy("Death rates and targets")

    def year(self) -> int:
        """The year of the URL, else this year."""
        text = self.request.GET.get("year", "")
        year = int(text) if text.isdigit() and len(text) == 4 else clock.today().year
        return min(max(year, 2000), clock.today().year)

    def get(self, request: Any) -> HttpResponse:
        """Show the page."""
        year = self.year()
        this = clock.today().year
        before = {row.code: row for row in rates(self.actor, year=year - 1)}
        until = date(year, 12, 31)
        page = {
            "title": self.title,
            "subtitle": _("%(year)s until %(day)s")
            % {"year": year, "day": min(until, clock.today())},
            "live_topic": "accidents",
            "years": [
                {"label": str(one), "url": f"?year={one}", "active": one == year}
                for one in range(this, this - 6, -1)
            ],
            "year": year,
            "rates": [(row, before[row.code]) for row in rates(self.actor, year=year)],
            "targets": target_states(self.actor, year=year),
            "may_keep": self.actor.has(KEEP),
            "may_confirm": self.actor.has(CONFIRM),
            "denominators_url": reverse("accidents:denominators"),
            "targets_url": reverse("accidents:targets"),
            "new_denominator_url": reverse("accidents:denominator_new") + f"?year={year}",
            "new_target_url": reverse("accidents:target_new"),
            "history_years": HISTORY,
            "print": True,
        }
        return render_page(request, "accidents/rates.html", {"page": page})


@require_POST
@requires(VIEW)
def report(request: ActorRequest, code: str) -> HttpResponse:
    """Make the Word report of a period."""
    period = period_of(code)
    if period is None:
        raise InvalidInput(_("This is no period."))
    return go_to(request, print_report(period=period, actor=request.actor))
