"""What the platform computes by itself."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from anlan.governance.indicators.models import Indicator
from anlan.governance.indicators.registry import all_measures
from anlan.governance.indicators.views.indicators import CRUMBS
from anlan.kernel.pages.base import ActorPage
from anlan.kernel.requests import ActorRequest, render_page


class MeasuresPage(ActorPage):
    """What the platform computes by itself: formula, source, which indicators use it."""

    model = Indicator
    title = gettext_lazy("Measures the platform computes")
    breadcrumbs = CRUMBS

    def get(self, request: ActorRequest) -> HttpResponse:
        """Show the page."""
        used: dict[str, list[Indicator]] = {}
        for row in self.rights.visible(self.actor).filter(is_active=True).exclude(measure_code=""):
            used.setdefault(row.measure_code, []).append(row)
        rows = [
            {"measure": measure, "used": used.get(measure.code, [])} for measure in all_measures()
        ]
        page = {"title": self.title, "breadcrumbs": self.get_breadcrumbs(), "rows": rows}
        return render_page(request, "indicators/measures.html", {"page": page})
