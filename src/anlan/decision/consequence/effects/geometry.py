"""From metres around the source to shapes on the map, and where the wind may still turn them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from shapely import affinity
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union
from shapely.validation import make_valid

from anlan.decision.consequence.effects.case import Outcome, Zone
from anlan.decision.consequence.effects.clouds import Outline

#: Standard deviation of the wind direction by stability class, from the table that goes with the
#: sigma-theta method (US EPA-454/R-99-005, table 6-8a): its middle values. [degrees]
SIGMA_THETA = {"A": 25.0, "B": 20.0, "C": 15.0, "D": 10.0, "E": 5.0, "F": 2.5}
#: The wind stays within so many standard deviations nineteen times out of twenty.
STANDARD_DEVIATIONS = 2.0
_EQUATOR_M = 6_378_137.0
_FLATNESS = 0.006_694_379_990_14


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return the length of a degree of longitude and of latitude on WGS-84."""
    sine = math.sin(math.radians(latitude))
    root = math.sqrt(1.0 - _FLATNESS * sine * sine)
    east = math.pi / 180.0 * _EQUATOR_M * math.cos(math.radians(latitude)) / root
    north = math.pi / 180.0 * _EQUATOR_M * (1.0 - _FLATNESS) / root**3
    return east, north


def place(
    outline: Outline, *, longitude: float, latitude: float, wind_from: float | None
) -> BaseGeometry:
    """Turn an outline into the wind and lay it on the map; a valid polygon of WGS-84."""
    polygon = Polygon(outline)
    polygon = polygon if polygon.is_valid else make_valid(polygon)
    return _lay(polygon, longitude, latitude, wind_from or 0.0)


def _lay(shape: BaseGeometry, longitude: float, latitude: float, wind_from: float) -> BaseGeometry:
    # x (downwind) must point to bearing wind_from + 180°: mathematically 90° − bearing.
    turned = affinity.rotate(shape, 90.0 - (wind_from + 180.0), origin=(0.0, 0.0))
    east, north = metres_per_degree(latitude)
    return affinity.affine_transform(turned, [1 / east, 0, 0, 1 / north, longitude, latitude])


def spread_by_wind(
    outline: Outline, *, longitude: float, latitude: float, wind_from: float, stability: str
) -> BaseGeometry:
    """Return everywhere that a zone may lie while the wind wavers about its mean direction."""
    half = STANDARD_DEVIATIONS * SIGMA_THETA[stability]
    steps = max(2, math.ceil(half / 5.0))
    shape = make_valid(Polygon(outline)).simplify(1.0)
    turned = [
        affinity.rotate(shape, half * step / steps, origin=(0.0, 0.0))
        for step in range(-steps, steps + 1)
    ]
    return _lay(unary_union(turned), longitude, latitude, wind_from)


def draw_zones(
    outcome: Outcome,
    *,
    longitude: float,
    latitude: float,
    wind_from: float | None,
    stability: str,
) -> list[tuple[Zone, BaseGeometry | None]]:
    """Return the zones with their shapes; of clouds also the reach of the wavering wind, zone 0."""
    where = {"longitude": longitude, "latitude": latitude}
    drawn = [
        (zone, place(zone.outline, wind_from=wind_from, **where) if zone.outline else None)
        for zone in outcome.zones
    ]
    outlined = [zone for zone in outcome.zones if zone.outline]
    if wind_from is not None and outcome.effect in ("toxic", "flammable") and outlined:
        widest = max(outlined, key=lambda zone: (zone.reach, zone.zone))
        shape = spread_by_wind(widest.outline, wind_from=wind_from, stability=stability, **where)
        spread = replace(
            widest, zone=0, value=0.0, unit="", label="", source="US EPA-454/R-99-005",
            is_level_verified=False,
        )  # fmt: skip
        drawn.append((spread, shape))
    return drawn


def as_multi(shape: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a shape as one, without points and lines."""
    if isinstance(shape, Polygon):
        return MultiPolygon([shape])
    parts = [p for p in getattr(shape, "geoms", ()) if isinstance(p, Polygon)]
    parts += [
        q for p in getattr(shape, "geoms", ()) if isinstance(p, MultiPolygon) for q in p.geoms
    ]
    return MultiPolygon(parts)


def as_geojson(
    outcome: Outcome,
    *,
    longitude: float,
    latitude: float,
    wind_from: float | None,
    stability: str,
) -> dict[str, Any]:
    """Return the zones as a layer of the map: polygons with level and reach."""
    drawn = draw_zones(
        outcome,
        longitude=longitude,
        latitude=latitude,
        wind_from=wind_from,
        stability=stability,
    )
    return {
        "type": "FeatureCollection",
        "models": sorted(outcome.models),
        "others": {other.model.id: other.reach for other in outcome.others},
        "features": [
            {
                "type": "Feature",
                "geometry": mapping(as_multi(shape)) if shape is not None else None,
                "properties": {
                    "kind": zone.zone,
                    "label": zone.label,
                    "value": zone.value,
                    "unit": zone.unit,
                    "reach_m": round(zone.reach, 1),
                },
            }
            for zone, shape in drawn
        ],
    }
