"""How much of the county is reached in time, on the map and in a list."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.command.dispatch.constants import COVERAGE_MINUTES
from anlan.command.dispatch.contracts import Coverage
from anlan.command.dispatch.forms import CoverageForm
from anlan.command.dispatch.permissions import VIEW
from anlan.command.dispatch.selectors.coverage import cover
from anlan.command.roads.public import corners_of, has_network, reach_overlays
from anlan.command.teams.choices import Capability
from anlan.kernel.overlays import bounds_of, feature, overlay, point
from anlan.kernel.requests import ActorRequest, render_page, requires

#: What is asked first: who puts out a fire.
FIRST = {
    "capability": Capability.FIRE_FIGHTING.value,
    "minutes": " ".join(str(m) for m in COVERAGE_MINUTES),
    "further": "2",
}


@require_GET
@requires(VIEW)
def coverage(request: ActorRequest) -> HttpResponse:
    """Show who is reached within some minutes of the alarm, who is not, and where to build."""
    form = CoverageForm(request.GET if "capability" in request.GET else FIRST)
    is_ready = has_network()
    found: Coverage | None = None
    rows: list[dict[str, Any]] = []
    if is_ready and form.is_valid():
        asked = form.cleaned_data
        found = cover(
            asked["capability"], asked["minutes"], request.actor, further=asked["further"] or 0
        )
        rows = [
            {
                "minutes": row.minutes,
                "villages": row.villages,
                "share": 100.0 * row.villages / found.villages if found.villages else None,
                "km2": row.area.area_km2,
            }
            for row in found.reached
        ]
    page = {
        "title": _("Coverage"),
        "subtitle": _("Which villages the teams reach in time after the alarm, with turning out"),
        "breadcrumbs": [{"label": _("Dispatch"), "url": reverse("dispatch:list")}],
        "is_ready": is_ready,
        "found": found,
        "rows": rows,
        "gained": sum(stand.added for stand in found.further) if found else 0,
        "map": _map(found),
    }
    status = 422 if form.errors else 200
    return render_page(
        request, "dispatch/coverage.html", {"page": page, "form": form}, status=status
    )


def _map(found: Coverage | None) -> dict[str, Any]:
    described: dict[str, Any] = {"id": "coverage-map", "mode": "panel", "visible": ["teams"]}
    if found is None:
        return described | {"overlays": []}
    missed = [feature(point(v.longitude, v.latitude)) for v in found.missed]
    further = [
        feature(
            point(stand.village.longitude, stand.village.latitude),
            _("proposed: %(village)s") % {"village": stand.village.name},
        )
        for stand in found.further
    ]
    described["overlays"] = [
        *reach_overlays([row.area for row in found.reached]),
        overlay("missed", _("villages not reached in time"), "point", missed),
        overlay("further", _("proposed bases"), "point", further, level=1),
    ]
    corners = [corner for row in found.reached for corner in corners_of(row.area)]
    corners += [(village.longitude, village.latitude) for village in found.missed]
    focus = bounds_of(corners)
    return described if focus is None else described | {"focus": focus}
