"""Tiles, base geometry and questions about a place; everything through ``visible(actor)``."""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

import orjson
from django.contrib.gis.db.models.functions import AsGeoJSON, Distance
from django.contrib.gis.geos import GEOSGeometry, Point, Polygon
from django.contrib.gis.measure import D
from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Aggregate, Count, Q, QuerySet, Sum
from django.utils import timezone

from anlan.base.regions.public import extent_of, regions_named, shapes_of
from anlan.decision.onemap.models import Road, Waterway
from anlan.kernel import clock
from anlan.kernel.actor import Actor, system_actor
from anlan.kernel.layers import MapLayer, layers_for
from anlan.kernel.layers import layer as registered_layer

#: A tile never carries more features; zooming in shows the rest.
TILE_LIMIT = 4000
#: A question about an area lists no more rows a layer; the count is always whole.
LIST_LIMIT = 100
#: The surroundings of a place name no more rows a layer.
RING_LIMIT = 12
HALF_WORLD_M = 20037508.342789244
METRES_PER_DEGREE = 111_320.0

#: Distances within which the surroundings of a place are told. [m]
RADII_M = (500, 1000, 3000)


def tile_bounds(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Return (west, south, east, north) of a web-Mercator tile in degrees."""
    n = 2**z

    def latitude(row: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / n))))

    return x / n * 360 - 180, latitude(y + 1), (x + 1) / n * 360 - 180, latitude(y)


def tile(
    layer: MapLayer, actor: Actor, z: int, x: int, y: int, rows: QuerySet[Any] | None = None
) -> bytes:
    """Return the vector tile of a layer as this actor may see it (Mapbox vector tile 2.1).

    ``rows`` are a narrower choice of the layer's rows, where a list was laid on the map.
    """
    west, south, east, north = tile_bounds(z, x, y)
    margin_x, margin_y = (east - west) / 16, (north - south) / 16
    box = Polygon.from_bbox((west - margin_x, south - margin_y, east + margin_x, north + margin_y))
    box.srid = 4326
    annotations = layer.annotations()
    shown = (
        (layer.rows(actor) if rows is None else rows)
        .filter(**{f"{layer.geometry}__bboverlaps": box})
        .annotate(**annotations)
        .values_list("pk", *annotations, layer.geometry)[:TILE_LIMIT]
    )
    try:
        inner, parameters = shown.query.sql_with_params()
    except EmptyResultSet:
        return b""
    names = ["id", *(name.removeprefix("map_") for name in annotations), "shape"]
    columns = ", ".join(f'"{name}"' for name in names)
    kept = ", ".join(f'"{name}"' for name in names[:-1])
    query = f"""
        SELECT ST_AsMVT(f, %s, 4096, 'geom') FROM (
            SELECT {kept}, ST_AsMVTGeom(
                ST_Transform(q.shape::geometry, 3857), ST_TileEnvelope(%s, %s, %s), 4096, 64, true
            ) AS geom
            FROM ({inner}) AS q ({columns})
        ) AS f WHERE geom IS NOT NULL"""  # noqa: S608 (column names come from declarations)
    with connection.cursor() as cursor:
        cursor.execute(query, [layer.id, z, x, y, *parameters])
        return bytes(cursor.fetchone()[0] or b"")


def base_collection(name: str) -> bytes | None:
    """Return a base layer as GeoJSON bytes (county, townships, roads …), None if unknown."""
    key = f"onemap.base.{name}"
    found: bytes | None = cache.get(key)
    if found is None:
        found = _base(name)
        if found is not None:
            cache.set(key, found, 600)
    return found


#: Base layers drawn from regions: level and shape.
REGION_LAYERS = {
    "county": ("county", "boundary"),
    "townships": ("township", "boundary"),
    "villages": ("village", "centre"),
    "places": ("township", "centre"),
}


def _base(name: str) -> bytes | None:
    if name in REGION_LAYERS:
        features = [
            ({"name": region, "code": code}, shape)
            for region, code, shape in shapes_of(*REGION_LAYERS[name])
        ]
    elif name == "roads":
        features = _lines(Road.objects.all(), {"name": "name", "class": "road_class"})
    elif name == "rivers":
        features = _lines(Waterway.objects.all(), {"name": "name", "order": "order"})
    else:
        return None
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "geometry": orjson.Fragment(shape),
                    "properties": properties,
                }
                for properties, shape in features
            ],
        }
    )


def lines_in(bounds: tuple[float, float, float, float]) -> list[dict[str, Any]]:
    """Return roads and waters in a box (west, south, east, north) as features to draw."""
    box = Polygon.from_bbox(bounds)
    box.srid = 4326
    found = []
    for rows, kind in ((Waterway.objects.all(), "water"), (Road.objects.all(), "road")):
        inside = rows.filter(line__bboverlaps=box)
        for properties, shape in _lines(inside, {"name": "name"}):
            found.append(
                {
                    "type": "Feature",
                    "properties": {"kind": kind, **properties},
                    "geometry": orjson.loads(shape),
                }
            )
    return found


def _lines(rows: QuerySet[Any], properties: dict[str, str]) -> list[tuple[dict[str, Any], str]]:
    return [
        (dict(zip(properties, values, strict=True)), shape)
        for *values, shape in rows.annotate(shape=AsGeoJSON("line", precision=5)).values_list(
            *properties.values(), "shape"
        )
    ]


def home_bounds(actor: Actor) -> tuple[float, float, float, float] | None:
    """Return the area where the actor is on duty: their region, else the county."""
    for scope in (grant.scope for grant in actor.grants):
        if scope.kind == "region" and len(scope.value) > 6:
            extent = extent_of(prefix=scope.value)
            if extent:
                return extent
    return extent_of(level="county")


@dataclass(frozen=True, slots=True)
class Found:
    """One object near a place."""

    layer: str
    id: int | str
    name: str
    distance_m: float
    level: int | None
    longitude: float
    latitude: float
    people: int
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Nearby:
    """What of one layer lies within a radius: the whole count, the people, the nearest rows."""

    layer: MapLayer
    count: int
    people: int
    rows: tuple[Found, ...]


def _around(layer: MapLayer, actor: Actor, place: Point, radius_m: float) -> QuerySet[Any]:
    """Rows within a radius on the sphere, found through the index by a box first."""
    dy = radius_m / METRES_PER_DEGREE * 1.01
    dx = dy / max(math.cos(math.radians(place.y)), 0.01)
    box = Polygon.from_bbox((place.x - dx, place.y - dy, place.x + dx, place.y + dy))
    box.srid = 4326
    return layer.rows(actor).filter(
        **{
            f"{layer.geometry}__bboverlaps": box,
            f"{layer.geometry}__distance_lte": (place, D(m=radius_m)),
        }
    )


def people_path(layer: MapLayer) -> str:
    """Return the path that holds the people of a layer now: by day or by night."""
    if layer.people == "people_day" and not 7 <= timezone.localtime(clock.now()).hour < 19:
        return "people_night"
    return layer.people


def within(
    *, longitude: float, latitude: float, radius_m: float, actor: Actor, limit: int = LIST_LIMIT
) -> list[Nearby]:
    """Return what lies within ``radius_m`` of a place, layer by layer, nearest first."""
    place = Point(longitude, latitude, srid=4326)
    found = []
    for layer in layers_for(actor):
        if not layer.in_queries or layer.shape != "point":
            continue
        rows = _around(layer, actor, place, radius_m)
        if (nearby := _nearby(layer, rows, place, limit)) is not None:
            found.append(nearby)
    return found


def inside(
    *, area: GEOSGeometry, around: Point, actor: Actor, limit: int = LIST_LIMIT
) -> list[Nearby]:
    """Return what lies within an area, layer by layer, nearest to ``around`` first."""
    found = []
    for layer in layers_for(actor):
        if not layer.in_queries or layer.shape != "point":
            continue
        rows = layer.rows(actor).filter(**{f"{layer.geometry}__within": area})
        if (nearby := _nearby(layer, rows, around, limit)) is not None:
            found.append(nearby)
    return found


def _nearby(layer: MapLayer, rows: QuerySet[Any], place: Point, limit: int) -> Nearby | None:
    total = rows.count()
    if not total:
        return None
    path = people_path(layer)
    people = (rows.aggregate(total=Sum(path))["total"] or 0) if path else 0
    nearest = rows.annotate(
        map_distance=Distance(layer.geometry, place), **layer.annotations()
    ).order_by("map_distance")[:limit]
    return Nearby(layer, total, people, tuple(_found(layer, row, path) for row in nearest))


def _found(layer: MapLayer, row: Any, path: str) -> Found:
    point = reduce(getattr, layer.geometry.split("__"), row)
    return Found(
        layer=layer.id,
        id=row.pk,
        name=str(getattr(row, "map_name", row)),
        distance_m=row.map_distance.m,
        level=getattr(row, "map_level", None),
        longitude=point.x,
        latitude=point.y,
        people=getattr(row, path, 0) if path and "__" not in path else 0,
        url=row.get_absolute_url() if hasattr(row, "get_absolute_url") else "",
        kind=str(getattr(row, "map_kind", "") or ""),
    )


@dataclass(frozen=True, slots=True)
class Ring:
    """What lies within one radius, in the words of the first report."""

    radius_m: int
    people: int
    nearby: tuple[Nearby, ...]


def rings(
    *,
    longitude: float,
    latitude: float,
    actor: Actor,
    radii_m: Iterable[int] = RADII_M,
    without: Container[str] = (),
) -> list[Ring]:
    """Return what lies within each radius of a place (500 m, 1 km, 3 km).

    Each layer is asked twice: how much lies within each radius, and for the nearest of the widest,
    among which are the nearest of the narrower ones. Layers named in ``without`` are not asked.
    """
    place = Point(longitude, latitude, srid=4326)
    radii = sorted(radii_m)
    found: dict[int, list[Nearby]] = {radius: [] for radius in radii}
    for layer in layers_for(actor):
        if not layer.in_queries or layer.shape != "point" or layer.id in without:
            continue
        path = people_path(layer)
        rows = _around(layer, actor, place, radii[-1]).annotate(
            map_distance=Distance(layer.geometry, place)
        )
        sums = rows.aggregate(**_sums(radii, path))
        if not sums[f"rows_{radii[-1]}"]:
            continue
        nearest = [
            _found(layer, row, path)
            for row in rows.annotate(**layer.annotations()).order_by("map_distance")[:RING_LIMIT]
        ]
        for radius in radii:
            if count := sums[f"rows_{radius}"]:
                shown = tuple(row for row in nearest if row.distance_m <= radius)
                people = sums.get(f"people_{radius}") or 0
                found[radius].append(Nearby(layer, count, people, shown))
    return [
        Ring(radius, sum(n.people for n in found[radius]), tuple(found[radius])) for radius in radii
    ]


def _sums(radii: Iterable[int], people: str) -> dict[str, Aggregate]:
    """Return what is counted within each radius: rows and, where a layer has them, people."""
    found: dict[str, Aggregate] = {}
    for radius in radii:
        inside = Q(map_distance__lte=D(m=radius))
        found[f"rows_{radius}"] = Count("pk", filter=inside)
        if people:
            found[f"people_{radius}"] = Sum(people, filter=inside)
    return found


def find_regions(text: str) -> list[dict[str, Any]]:
    """Return townships and villages by name, with a place to fly to."""
    return [
        {
            "layer": "regions",
            "kind": "",
            "id": region.code,
            "name": region.name,
            "lon": region.longitude,
            "lat": region.latitude,
        }
        for region in regions_named(text)
    ]


def people_in_sites(*, longitude: float, latitude: float, radius_m: float) -> int:
    """Return the people now in the protected sites within a radius, whoever asks.

    A recommendation must not depend on how much of the map its reader may see.
    """
    sites = registered_layer("sites")
    assert sites is not None
    place = Point(longitude, latitude, srid=4326)
    rows = _around(sites, system_actor("map"), place, radius_m)
    return int(rows.aggregate(total=Sum(people_path(sites)))["total"] or 0)
