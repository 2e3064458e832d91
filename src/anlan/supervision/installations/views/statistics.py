"""Figures and checks over one's area."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.pages import ActorPage
from anlan.kernel.policy import visible
from anlan.kernel.requests import render_page
from anlan.supervision.installations.models import Installation
from anlan.supervision.installations.selectors.checks import problems_of
from anlan.supervision.installations.selectors.statistics import (
    SPAN_DAYS,
    by_grade,
    by_role,
    by_system,
    of_commitments,
)

#: Units looked at for one page of checks.
CHECKED = 500


def crumbs() -> list[dict[str, Any]]:
    """The way here."""
    return [{"label": _("Major hazard installations"), "url": reverse("installations:list")}]


class StatisticsPage(ActorPage):
    """Levels, filing, safety systems, duties, commitments."""

    model = Installation

    def get(self, request: Any) -> HttpResponse:
        """Show the tables."""
        page = {
            "title": _("Statistics of major hazard installations"),
            "breadcrumbs": crumbs(),
            "grades": by_grade(self.actor),
            "systems": by_system(self.actor),
            "roles": by_role(self.actor),
            "commitments": of_commitments(self.actor),
            "days": SPAN_DAYS,
        }
        return render_page(request, "installations/statistics.html", {"page": page})


class ChecksPage(ActorPage):
    """What is late or contradicts itself, the gravest first."""

    model = Installation

    def get(self, request: Any) -> HttpResponse:
        """Show the problems of one's area, narrowed to one kind when asked."""
        units = visible(Installation, self.actor).select_related("enterprise")
        units = units.order_by("grade", "pk")[:CHECKED]
        by_pk = {unit.pk: unit for unit in units}
        problems = [p for found in problems_of(by_pk.values()).values() for p in found]
        problems.sort(key=lambda p: (p.level, p.kind, p.installation_id))
        kinds: dict[str, int] = {}
        for problem in problems:
            kinds[problem.kind] = kinds.get(problem.kind, 0) + 1
        wanted = request.GET.get("kind", "")
        shown = [p for p in problems if not wanted or p.kind == wanted]
        labels = kind_words()
        page = {
            "title": _("Late or contradicting"),
            "subtitle": _("Checked anew each time this page is opened."),
            "breadcrumbs": crumbs(),
            "tabs": [
                {"label": _("All"), "url": "?", "active": not wanted, "count": len(problems)},
                *(
                    {
                        "label": labels.get(kind, kind),
                        "url": f"?kind={kind}",
                        "active": wanted == kind,
                        "count": count,
                    }
                    for kind, count in sorted(kinds.items(), key=lambda pair: -pair[1])
                ),
            ],
            "rows": [{"problem": p, "unit": by_pk[p.installation_id]} for p in shown],
        }
        return render_page(request, "installations/checks.html", {"page": page})


def kind_words() -> dict[str, str]:
    """Kinds of problem in words."""
    return {
        "not_filed": _("Not filed"),
        "filing_expired": _("Filing expired"),
        "filing_expires": _("Filing runs out"),
        "grade_changed": _("Level differs from the filing"),
        "assessment_old": _("Assessment too old"),
        "no_responsible": _("Responsible person missing"),
        "no_certificate": _("Certificate missing or run out"),
        "not_reported": _("Change not registered"),
        "duty_missed": _("Duties missed"),
        "not_working": _("Safety system out of work"),
        "retrofit_late": _("Retrofit late"),
        "undecided": _("To be decided"),
    }
