"""Figures of patrols of a year: coverage of its rounds, findings by unit and kind; as workbook."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy

from anlan.governance.patrols.choices import FindingState, RoundState
from anlan.governance.patrols.models import Finding, Round
from anlan.governance.patrols.permissions import VIEW_PLAN
from anlan.governance.patrols.selectors.coverage import coverage_of_round
from anlan.governance.patrols.selectors.statistics import figures_of, group_by
from anlan.governance.patrols.services.reporting import statistics_workbook
from anlan.governance.patrols.views.rounds import CRUMBS
from anlan.kernel import clock
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.exports import FORMATS, download, file_chunks
from anlan.kernel.pages.hooks import record
from anlan.kernel.policy import visible
from anlan.kernel.requests import render_page

YEARS = 5
#: Rounds of a year that are shown; a county holds two to four.
ROUNDS = 12
LINES = 30


class StatisticsPage(ActorPage):
    """A year: rounds that ran in it, findings given in it."""

    model = Round
    permission = VIEW_PLAN
    title = gettext_lazy("Figures of patrols")
    breadcrumbs = CRUMBS

    def get(self, request: Any) -> HttpResponseBase:
        """Show the page, or give the workbook."""
        today = clock.today()
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdigit() and 2000 <= int(asked) <= 2100 else today.year
        rounds = list(
            visible(Round, self.actor)
            .filter(Q(starts_on__year__lte=year) & Q(ends_on__year__gte=year))
            .exclude(state__in=(RoundState.DRAFT, RoundState.CANCELLED))
            .select_related("office")
            .order_by("-starts_on")[:ROUNDS]
        )
        findings = list(
            visible(Finding, self.actor)
            .filter(assigned_on__year=year)
            .exclude(state__in=(FindingState.NOTED, FindingState.DROPPED))
            .select_related("organisation", "visit__round")
            .order_by("due_on", "pk")
        )
        coverages = [(row, coverage_of_round(row, today)) for row in rounds]
        if request.GET.get("export") == "xlsx":
            record(
                self.actor,
                "exchange.list.exported",
                {"list": "patrols.statistics", "format": "xlsx", "query": str(year)},
            )
            book = statistics_workbook(
                [(row.title, found) for row, found in coverages], findings, today
            )
            return download(
                request,
                file_chunks(book),
                name=f"{self.title}-{year}.xlsx",
                content_type=FORMATS["xlsx"],
            )
        units = group_by(findings, lambda row: str(row.organisation), today)
        page = {
            "title": self.title,
            "subtitle": str(year),
            "breadcrumbs": self.get_breadcrumbs(),
            "live_topic": "patrols-office",
            "years": [
                {"label": str(one), "url": f"?year={one}", "active": one == year}
                for one in range(today.year, today.year - YEARS, -1)
            ],
            "export_url": f"?year={year}&export=xlsx",
            "whole": figures_of(findings, today),
            "coverages": coverages,
            "kinds": group_by(findings, lambda row: str(row.get_kind_display()), today),
            "severities": group_by(findings, lambda row: str(row.get_severity_display()), today),
            "units": units[:LINES],
            "units_more": max(0, len(units) - LINES),
            "findings_url": f"{reverse('patrols:findings')}?tab=all",
        }
        return render_page(request, "patrols/statistics.html", {"page": page})
