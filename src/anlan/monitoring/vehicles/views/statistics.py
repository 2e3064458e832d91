"""Figures of vehicles by operator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from anlan.kernel import clock
from anlan.kernel.pages.base import ActorPage
from anlan.kernel.requests import render_page
from anlan.monitoring.vehicles.choices import RuleKind
from anlan.monitoring.vehicles.models import Vehicle
from anlan.monitoring.vehicles.permissions import VIEW
from anlan.monitoring.vehicles.selectors.statistics import (
    OperatorFigures,
    by_operator,
    total_of,
)
from anlan.monitoring.vehicles.views.crumbs import CRUMBS

PERIODS = {"today": 0, "week": 6, "month": 29}
RULES = tuple(rule for rule in RuleKind if rule != RuleKind.OFFLINE)


class StatisticsPage(ActorPage):
    """Way, driving time, violations per 100 km and on-line rate of every operator."""

    model = Vehicle
    permission = VIEW
    title = gettext_lazy("Figures of vehicles")
    breadcrumbs = CRUMBS

    def get(self, request: Any) -> HttpResponse:
        """Show the page."""
        wanted = request.GET.get("period", "")
        period = wanted if wanted in PERIODS else "week"
        last = clock.today()
        first = last - timedelta(days=PERIODS[period])
        return render_page(
            request, "vehicles/statistics.html", {"page": self.describe(period, first, last)}
        )

    def describe(self, period: str, first: date, last: date) -> dict[str, Any]:
        """Return the context of the page."""
        figures = by_operator(self.actor, first, last)
        total = total_of(figures)
        labels = {"today": _("Today"), "week": _("7 days"), "month": _("30 days")}
        way = total["distance_km"]
        return {
            "title": self.title,
            "subtitle": f"{first:%Y-%m-%d} – {last:%Y-%m-%d}",
            "breadcrumbs": self.get_breadcrumbs(),
            "periods": [
                {"label": labels[name], "url": f"?period={name}", "active": name == period}
                for name in PERIODS
            ],
            "rules": [rule.label for rule in RULES],
            "figures": [
                {"label": pgettext("register", "Vehicles"), "value": int(total["vehicles"])},
                {"label": _("on line now"), "value": int(total["online_now"])},
                {"label": _("way, km"), "value": round(way)},
                {"label": _("driving time, h"), "value": round(total["driving_h"])},
                {
                    "label": _("Violations"),
                    "value": int(total["violations"]),
                    "url": f"{reverse('vehicles:violations')}?tab=all",
                },
                {
                    "label": _("per 100 km"),
                    "value": f"{total['violations'] / way * 100:.2f}" if way >= 1 else "—",
                },
            ],
            "lines": [self.line(row) for row in figures],
        }

    def line(self, row: OperatorFigures) -> dict[str, Any]:
        """Return one line of the table."""
        share, per = row.online_share, row.per_100_km
        return {
            "name": row.name,
            "url": row.url,
            "cells": [
                str(row.vehicles),
                f"{row.online_now / row.vehicles * 100:.0f}%" if row.vehicles else "—",
                f"{share * 100:.0f}%" if share is not None else "—",
                f"{row.distance_km:,.0f}",
                f"{row.driving_h:,.0f}",
                f"{row.highest_km_h:.0f}",
                str(row.violations),
                f"{per:.2f}" if per is not None else "—",
                *(str(row.by_rule.get(rule, 0)) for rule in RULES),
            ],
        }
