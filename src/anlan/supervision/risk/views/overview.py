"""The roll-up: county → township → enterprise → unit, with counts by colour."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel import clock
from anlan.kernel.errors import NotVisible
from anlan.kernel.pages import ActorPage
from anlan.kernel.pages.base import find_url
from anlan.kernel.policy import scope_reaches, visible
from anlan.kernel.requests import render_page
from anlan.supervision.risk.models import EnterpriseRisk, RegradeRecord
from anlan.supervision.risk.permissions import VIEW
from anlan.supervision.risk.public import check_statistics
from anlan.supervision.risk.selectors import roll_up, total
from anlan.supervision.risk.services.checks import day_bounds
from anlan.supervision.risk.views.units import OVERVIEW, regrade_row

#: Enterprises shown for one township; the rest is in the register.
MOST_ENTERPRISES = 200


class OverviewPage(ActorPage):
    """Townships with their counts by colour, and what changed last."""

    model = EnterpriseRisk
    title = gettext_lazy("Graded risk control")
    template: ClassVar[str] = "risk/overview.html"

    def get(self, request: Any) -> HttpResponse:
        """Show the page."""
        rows = roll_up(self.actor)
        changes = (
            visible(RegradeRecord, self.actor)
            .select_related("unit", "enterprise")
            .order_by("-at", "-pk")[:8]
        )
        context = {
            "page": {
                "title": self.title,
                "live_topic": "risks",
                "links": self.links(),
            },
            "rows": rows,
            "total": total(rows, name=_("Total")),
            "checks": checks_today(self.actor),
            "changes": {
                "id": "changes",
                "title": _("Changes of level"),
                "url": reverse("risk:regrades"),
                "topic": "risks",
                "rows": [
                    {
                        **regrade_row(change),
                        "where": str(change.unit or change.enterprise),
                    }
                    for change in changes
                ],
                "empty": _("No level has changed yet"),
            },
        }
        return render_page(request, self.template, context)

    def links(self) -> list[dict[str, str]]:
        """The registers below."""
        found = [
            (_("Risk units"), "risk:list"),
            (_("Checks of controls"), "risk:checks"),
            (_("Risk assessments"), "risk:assessments"),
            (_("Changes of level"), "risk:regrades"),
            (_("Re-grading rules"), "risk:rules"),
            (_("Methods and bands"), "risk:methods"),
        ]
        links = [{"label": label, "url": reverse(name)} for label, name in found]
        address = find_url("onemap:map")
        if address:
            links.append({"label": _("Four-colour map"), "url": f"{address}?layer=risk_units"})
        return links


def checks_today(actor: Any) -> dict[str, Any]:
    """Return how the checks of today stand."""
    start, end = day_bounds(clock.today())
    found = check_statistics(actor, since=start, until=end)
    return {"stats": found, "rate": None if found.rate is None else round(100 * found.rate)}


class TownshipPage(ActorPage):
    """The enterprises of one township with their counts, gravest first."""

    model = EnterpriseRisk
    template: ClassVar[str] = "risk/township.html"
    breadcrumbs: ClassVar = (OVERVIEW,)

    def get(self, request: Any, code: str) -> HttpResponse:
        """Show the page; a township outside one's area does not exist."""
        prefix = code.rstrip("0")[:9].ljust(9, "0") if len(code) >= 9 else code
        rows = (
            visible(EnterpriseRisk, self.actor)
            .exclude(enterprise__status="closed")
            .filter(enterprise__region__code__startswith=prefix)
            .filter(
                Q(red__gt=0) | Q(orange__gt=0) | Q(yellow__gt=0) | Q(blue__gt=0) | Q(level__lt=4)
            )
            .select_related("enterprise")
            .order_by("level", "-red", "-orange", "-yellow", "pk")
        )
        if not scope_reaches(self.actor, VIEW, region=code) and not rows.exists():
            raise NotVisible
        found = roll_up(self.actor, prefix=prefix)
        context = {
            "page": {
                "title": found[0].name if found else code,
                "breadcrumbs": self.get_breadcrumbs(),
                "live_topic": "risks",
            },
            "summary": total(found),
            "rows": [
                {
                    "tally": row,
                    "url": reverse("risk:enterprise", args=[row.pk]),
                }
                for row in rows[:MOST_ENTERPRISES]
            ],
            "units_url": f"{reverse('risk:list')}?township={prefix}",
        }
        return render_page(request, self.template, context)
