"""The one map, the wall screen, tiles and questions about a place."""

from __future__ import annotations

import hashlib
import math
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from anlan.decision.onemap import selectors
from anlan.decision.onemap.permissions import VIEW_MAP, VIEW_WALL
from anlan.decision.onemap.situation import wall_page
from anlan.kernel.errors import InvalidInput, NotVisible
from anlan.kernel.layers import MapLayer, filtered, layer, layers_for
from anlan.kernel.requests import ActorRequest, render_page, requires

MAX_ZOOM = 22
#: Layers whose objects endanger what lies around them: circles are drawn where the map opens.
RINGED = ("alarms", "incidents")
MAX_RADIUS_M = 50_000
#: What the address of the map itself says; the rest is the filter of the list that led here.
MAP_WORDS = ("layer", "at", "lon", "lat", "zoom", "label", "page", "sort", "columns")


@require_GET
@requires(VIEW_MAP)
def show(request: ActorRequest) -> HttpResponse:
    """Show the one map; ``?at=lon,lat&zoom=&label=&layer=`` opens it at a place, a layer on."""
    context: dict[str, Any] = {"mode": "page", "topic": "map"}
    focus = _place(request, required=False)
    if focus is not None:
        context["focus"] = {
            "lon": focus[0],
            "lat": focus[1],
            "zoom": _number(request, "zoom", 14, 0, MAX_ZOOM),
            "label": request.GET.get("label", "")[:100],
        }
    wanted = request.GET.get("layer", "")
    if layer(wanted) is not None:
        context["visible"] = [
            x.id for x in layers_for(request.actor) if x.is_shown or x.id == wanted
        ]
        query = request.GET.copy()
        for name in MAP_WORDS:
            query.pop(name, None)
        context["layer_filters"] = {wanted: query.urlencode()}
    if focus is not None and wanted in RINGED:
        context["rings_m"] = selectors.RADII_M
    return render_page(
        request, "kernel/map.html", {"map": context, "page": {"title": _("One map")}}
    )


@require_GET
@requires(VIEW_WALL)
def wall(request: ActorRequest) -> HttpResponse:
    """Show the wall screen: one sentence, the map, what is abnormal."""
    return render_page(
        request,
        "kernel/wall.html",
        {"page": wall_page(request.actor), "map": {"mode": "wall", "topic": "map"}},
    )


@never_cache
@require_GET
@requires(VIEW_MAP)
def config(request: ActorRequest) -> JsonResponse:
    """Tell the map where to open, and which layers this person has."""
    bounds = selectors.home_bounds(request.actor) or (73.0, 18.0, 135.0, 54.0)
    west, south, east, north = bounds
    return JsonResponse(
        {
            "bounds": bounds,
            "center": [(west + east) / 2, (south + north) / 2],
            "zoom": 10,
            "base_url": "/map/base/",
            "layers": [_describe(x) for x in layers_for(request.actor)],
            "online_base": _online_base(),
        }
    )


def _describe(x: MapLayer) -> dict[str, Any]:
    return {
        "id": x.id,
        "title": str(x.title),
        "group": str(x.group),
        "source": "geojson" if x.data_url else "mvt",
        "url": x.data_url() if x.data_url else f"/map/tiles/{x.id}/{{z}}/{{x}}/{{y}}.mvt",
        "min_zoom": x.min_zoom,
        "max_zoom": 14,
        "kind": x.shape,
        "icon": x.icon,
        "has_level": "level" in x.properties,
        **({"style": x.style or "level"} if x.style or x.by_level else {}),
        **({"hours_url": x.hours_url()} if x.hours_url else {}),
        **({"legend": _legend(x)} if x.legend else {}),
        "changed_by": x.changed_by,
        "visible": x.is_shown,
        "query": x.in_queries and x.shape == "point",
    }


def _legend(x: MapLayer) -> list[dict[str, Any]]:
    assert x.legend is not None
    return [{"level": level, "label": str(label)} for level, label in x.legend()]


def _online_base() -> dict[str, Any] | None:
    key = settings.ANLAN_TIANDITU_KEY
    if not key:
        return None
    tiles = [
        f"https://t{n}.tianditu.gov.cn/DataServer?T=vec_w&x={{x}}&y={{y}}&l={{z}}&tk={key}"
        for n in range(8)
    ]
    return {"title": _("Tianditu (online)"), "tiles": tiles, "attribution": "天地图"}


@require_GET
@requires(VIEW_MAP)
def tile(request: ActorRequest, layer_id: str, z: int, x: int, y: int) -> HttpResponse:
    """Send one vector tile, as this person may see it."""
    found = _tiled(request, layer_id, z, x, y)
    rows = None
    if request.GET.keys() - {"v"}:
        rows = filtered(found, found.rows(request.actor), request)
    return _tile_response(selectors.tile(found, request.actor, z, x, y, rows))


@require_GET
@requires(VIEW_MAP)
def tiles(request: ActorRequest, z: int, x: int, y: int) -> HttpResponse:
    """Send the tile of several layers at once (``?layers=alarms,teams``): one behind the other.

    A map shows some fifteen layers and a browser asks for six things at a time.
    """
    names = dict.fromkeys(filter(None, request.GET.get("layers", "").split(",")))
    if len(names) > len(layers_for(request.actor)):
        raise NotVisible
    found = [_tiled(request, name, z, x, y) for name in names]
    return _tile_response(b"".join(selectors.tile(each, request.actor, z, x, y) for each in found))


def _tiled(request: ActorRequest, layer_id: str, z: int, x: int, y: int) -> MapLayer:
    """Return a layer this person has, that is sent in tiles and has this one."""
    found = layer(layer_id)
    if found is None or found.data_url or not found.permitted(request.actor) or z > MAX_ZOOM:
        raise NotVisible
    if not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotVisible
    return found


def _tile_response(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/vnd.mapbox-vector-tile")
    response["Cache-Control"] = "private, no-cache"
    return response


@require_GET
@requires(VIEW_MAP)
@gzip_page
def base(request: ActorRequest, name: str) -> HttpResponse:
    """Send a base layer as GeoJSON; unchanged ones are not sent again."""
    content = selectors.base_collection(name)
    if content is None:
        raise NotVisible
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified()
    response = HttpResponse(content, content_type="application/geo+json")
    response["ETag"] = tag
    response["Cache-Control"] = "private, max-age=60"
    return response


@never_cache
@require_GET
@requires(VIEW_MAP)
def query(request: ActorRequest) -> JsonResponse:
    """Say what lies within ``radius`` metres of ``lon``/``lat``, layer by layer."""
    place = _place(request, required=True)
    assert place is not None
    radius = _number(request, "radius", 1000, 1, MAX_RADIUS_M)
    nearby = selectors.within(
        longitude=place[0], latitude=place[1], radius_m=radius, actor=request.actor
    )
    return JsonResponse(
        {
            "radius_m": radius,
            "people": sum(n.people for n in nearby),
            "layers": [
                {
                    "id": n.layer.id,
                    "title": str(n.layer.title),
                    "count": n.count,
                    "people": n.people,
                    "items": [
                        {
                            "id": row.id,
                            "name": row.name,
                            "distance_m": round(row.distance_m),
                            "level": row.level,
                            "lon": row.longitude,
                            "lat": row.latitude,
                            "people": row.people,
                            "url": row.url,
                        }
                        for row in n.rows
                    ],
                }
                for n in nearby
            ],
        }
    )


@never_cache
@require_GET
@requires(VIEW_MAP)
def surroundings(request: ActorRequest) -> HttpResponse:
    """Show what lies within 500 m, 1 km and 3 km of a place, as a part of another page."""
    place = _place(request, required=True)
    assert place is not None
    rings = selectors.rings(longitude=place[0], latitude=place[1], actor=request.actor)
    context = {"rings": rings, "longitude": place[0], "latitude": place[1]}
    return render_page(request, "onemap/_surroundings.html", {"panel": {"context": context}})


@never_cache
@require_GET
@requires(VIEW_MAP)
def feature(request: ActorRequest, layer_id: str, pk: str) -> HttpResponse:
    """Show one object beside the map."""
    found = layer(layer_id)
    if found is None or not found.permitted(request.actor):
        raise NotVisible
    try:
        obj = found.rows(request.actor).filter(pk=pk).first()
    except (ValueError, TypeError):
        obj = None
    if obj is None:
        raise NotVisible
    facts = list(found.facts(obj, request.actor)) if found.facts else []
    return render_page(
        request,
        "onemap/_feature.html",
        {
            "layer": found,
            "object": obj,
            "title": str(obj),
            "url": obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else "",
            "facts": [fact for fact in facts if fact[1] not in (None, "")],
        },
    )


@never_cache
@require_GET
@requires(VIEW_MAP)
def search(request: ActorRequest) -> JsonResponse:
    """Find places and objects by name for the box on the map."""
    text = request.GET.get("q", "").strip()[:50]
    found: list[dict[str, Any]] = []
    if text:
        for x in layers_for(request.actor):
            name = x.properties.get("name")
            if not isinstance(name, str) or x.shape != "point":
                continue
            for row in x.rows(request.actor).filter(**{f"{name}__icontains": text})[:5]:
                point = getattr(row, x.geometry)
                found.append(
                    {
                        "layer": x.id,
                        "kind": str(x.title),
                        "id": row.pk,
                        "name": str(row),
                        "lon": point.x,
                        "lat": point.y,
                    }
                )
        found += selectors.find_regions(text)
    return JsonResponse({"results": found[:30]})


def _place(request: ActorRequest, *, required: bool) -> tuple[float, float] | None:
    if "at" in request.GET and not required:
        longitude, _comma, latitude = request.GET["at"].partition(",")
        return (
            _coordinate("at", longitude, 180),
            _coordinate("at", latitude, 90),
        )
    if "lon" not in request.GET and not required:
        return None
    return (
        _number(request, "lon", None, -180, 180),
        _number(request, "lat", None, -90, 90),
    )


def _coordinate(name: str, text: str, most: float) -> float:
    return _within(name, text, None, -most, most)


def _number(
    request: ActorRequest, name: str, default: float | None, low: float, high: float
) -> float:
    return _within(name, request.GET.get(name, ""), default, low, high)


def _within(name: str, text: str, default: float | None, low: float, high: float) -> float:
    try:
        value = float(text) if text or default is None else default
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise InvalidInput(
            fields={
                name: _("“%(value)s” is not a number between %(low)s and %(high)s.")
                % {"value": text, "low": low, "high": high}
            }
        )
    return value
