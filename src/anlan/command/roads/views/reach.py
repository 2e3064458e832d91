"""What is reached by road from a place, and the way to another."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from anlan.command.roads.contracts import ReachInfo, RouteInfo
from anlan.command.roads.drawing import corners_of, reach_overlays
from anlan.command.roads.forms import ReachForm
from anlan.command.roads.permissions import VIEW
from anlan.command.roads.selectors.ways import find_route, has_network, list_reaches
from anlan.kernel.overlays import bounds_of, feature, overlay, point
from anlan.kernel.requests import ActorRequest, render_page, requires


@require_GET
@requires(VIEW)
def reach(request: ActorRequest) -> HttpResponse:
    """Show what is reached within some minutes, and the way to a destination when one is given."""
    query: Any = request.GET.copy()
    if "at" in query and "lon" not in query:  # addresses of the map: ?at=lon,lat
        lon, _comma, lat = query.get("at", "").partition(",")
        query["lon"], query["lat"] = lon, lat
    form = ReachForm(query if "lon" in query else None)
    reaches: list[ReachInfo] = []
    route: RouteInfo | None = None
    is_ready = has_network()
    values: dict[str, Any] = {}
    wants_route = False
    if is_ready and form.is_bound and form.is_valid():
        values = form.cleaned_data
        here = (values["lon"], values["lat"])
        reaches = list_reaches(here, values["minutes"], vehicle=values["vehicle"])
        wants_route = values["to_lon"] is not None and values["to_lat"] is not None
        if wants_route:
            route = find_route(
                here, (values["to_lon"], values["to_lat"]), vehicle=values["vehicle"]
            )
    page = {
        "title": _("Reach by road"),
        "breadcrumbs": [{"label": _("Roads and closures"), "url": reverse("roads:closures")}],
        "is_ready": is_ready,
        "reaches": reaches,
        "route": route,
        "route_words": ""
        if route is None
        else _("%(km).1f km, %(minutes)d min") % {"km": route.kilometres, "minutes": route.minutes},
        "wants_route": wants_route,
        "is_asked": bool(values),
        "networks_url": reverse("roads:networks"),
        "map": _map(values, reaches, route),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, "roads/reach.html", {"page": page, "form": form}, status=status)


def _map(
    values: dict[str, Any], reaches: list[ReachInfo], route: RouteInfo | None
) -> dict[str, Any]:
    overlays = reach_overlays(reaches)
    if route is not None:
        line = {"type": "LineString", "coordinates": [list(p) for p in route.line]}
        overlays.append(overlay("route", _("way"), "route", [feature(line, _("way"))]))
    here = [feature(point(values["lon"], values["lat"]), _("from here"))] if values else []
    overlays.append(overlay("outline", _("from here"), "point", here))
    found: dict[str, Any] = {
        "id": "reach-map",
        "mode": "panel",
        "visible": ["road_closures", "teams"],
        "overlays": overlays,
    }
    corners = [c for r in reaches for c in corners_of(r)]
    corners += list(route.line) if route is not None else []
    focus = bounds_of(corners)
    if focus is None and values:
        focus = {"lon": values["lon"], "lat": values["lat"], "zoom": 12}
    return found if focus is None else found | {"focus": focus}
