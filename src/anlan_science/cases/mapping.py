"""Zones of a case on the map: GeoJSON in WGS 84, circles or the footprint of a plume."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from anlan_science.cases.expressions import WrongExpression, evaluate
from anlan_science.cases.reading import CaseError, Fault, Path_
from anlan_science.cases.running import Result, read_number
from anlan_science.cases.showing import weakest
from anlan_science.registry import Floats

#: Axes of the WGS 84 ellipsoid. [m], [-]
AXIS, ECCENTRICITY_SQUARED = 6378137.0, 6.69437999014e-3
CORNERS = 72
Ring = list[tuple[float, float]]


def to_geojson(result: Result) -> str:
    """The zones that the case asks for under ``map``.

    Parameters
    ----------
    result : Result
        A calculated case. [-]

    Returns
    -------
    text : str
        A FeatureCollection; each zone carries its level, models, status and warnings. [-]

    Raises
    ------
    CaseError
        The case has no ``map``, or a zone refers to no row or grid of numbers.
    """
    place = result.case.map
    if place is None:
        text = "the case has no map; give it longitude, latitude and zones"
        raise CaseError([Fault(0, "map", text)])
    wind_from = float(place.get("wind_from") or 0.0)
    origin = (float(place["longitude"]), float(place["latitude"]))
    stamp = {
        "title": result.case.title,
        "models": [info.id for info in result.models],
        "status": weakest(info.status for info in result.models),
        "warnings": list(result.warnings),
    }
    features = list[dict[str, Any]]()
    for n, zone in enumerate(place["zones"]):
        field = ("map", "zones", n)
        unit = _unit(result, zone["of"])
        for m, written in enumerate(zone["levels"]):
            level = _level(result, written, unit, (*field, "levels", m))
            rings = _rings(result, zone, level, field)
            geometry = [[_on_earth(ring, origin, wind_from, "x" in zone)] for ring in rings]
            properties = {"of": zone["of"], "level": level, "unit": unit, **stamp}
            if "x" in zone:
                properties["wind_from_deg"] = wind_from
            shape = {"type": "MultiPolygon", "coordinates": geometry}
            features.append({"type": "Feature", "properties": properties, "geometry": shape})
    document = {"type": "FeatureCollection", "features": features}
    return json.dumps(document, ensure_ascii=False)


def _unit(result: Result, of: str) -> str:
    for done in result.steps:
        for each in done.outputs:
            if of.strip() == f"{done.step.id}.{each.name}":
                return each.unit
    return ""


def _level(result: Result, written: Any, unit: str, place: Path_) -> float:
    try:
        return read_number(written, unit)
    except ValueError as error:
        raise result.case.fault(place, str(error)) from None


def _numbers(result: Result, text: str, field: Path_) -> Floats:
    try:
        return np.asarray(evaluate(text, result.known).value, dtype=float)
    except (WrongExpression, TypeError, ValueError) as error:
        raise result.case.fault(field, str(error)) from None


def _rings(result: Result, zone: dict[str, Any], level: float, field: Path_) -> list[Ring]:
    """Outlines of where the output reaches a level, in metres; none where it never does."""
    values = _numbers(result, zone["of"], (*field, "of"))
    if "distance" in zone:
        distance = _numbers(result, zone["distance"], (*field, "distance"))
        if distance.ndim != 1 or values.shape != distance.shape or distance.size < 2:
            raise result.case.fault(field, "of and distance must be rows of one length")
        radius = _last_reach(distance, values, level)
        turn = np.linspace(0.0, 2.0 * np.pi, CORNERS + 1)[:-1]
        ring = [(float(radius * np.cos(a)), float(radius * np.sin(a))) for a in turn]
        return [[*ring, ring[0]]] if radius > 0 else []
    x, y = (_numbers(result, zone[name], (*field, name)) for name in ("x", "y"))
    x, y = x.ravel(), y.ravel()
    if values.shape != (x.size, y.size):
        text = f"of must have {x.size} × {y.size} values, x down and y across"
        raise result.case.fault(field, f"{text}; it has {' × '.join(map(str, values.shape))}")
    return _bands(x, y, values, level)


def _last_reach(distance: Floats, values: Floats, level: float) -> float:
    """Distance up to which a falling row stays at or above a level; 0 when it never does."""
    above = np.flatnonzero(values >= level)
    if above.size == 0:
        return 0.0
    last = int(above[-1])
    if last == distance.size - 1:
        return float(distance[last])
    return _between(distance, values, last, last + 1, level)


def _between(place: Floats, values: Floats, inner: int, outer: int, level: float) -> float:
    share = (values[inner] - level) / (values[inner] - values[outer])
    return float(place[inner] + share * (place[outer] - place[inner]))


def _bands(x: Floats, y: Floats, values: Floats, level: float) -> list[Ring]:
    """Footprint of a plume: for each distance downwind how far it reaches to both sides."""
    edges: list[tuple[float, float, float] | None] = []
    for n in range(x.size):
        above = np.flatnonzero(values[n] >= level)
        if above.size == 0:
            edges.append(None)
            continue
        low, high = int(above[0]), int(above[-1])
        right = float(y[low]) if low == 0 else _between(y, values[n], low, low - 1, level)
        last = y.size - 1
        left = float(y[high]) if high == last else _between(y, values[n], high, high + 1, level)
        edges.append((float(x[n]), right, left))
    rings, run = list[Ring](), list[tuple[float, float, float]]()
    for edge in [*edges, None]:
        if edge is not None:
            run.append(edge)
        elif run:
            ring = [(a, b) for a, b, _ in run] + [(a, c) for a, _, c in reversed(run)]
            if len(run) > 1:
                rings.append([*ring, ring[0]])
            run = []
    return rings


def _on_earth(
    ring: Ring, origin: tuple[float, float], wind_from: float, is_downwind: bool
) -> list[list[float]]:
    """Metres to degrees: east and north, or downwind and to the left of the wind."""
    longitude, latitude = origin
    phi = np.radians(latitude)
    bend = 1.0 - ECCENTRICITY_SQUARED * np.sin(phi) ** 2
    north_m = np.radians(1.0) * AXIS * (1.0 - ECCENTRICITY_SQUARED) / bend**1.5
    east_m = np.radians(1.0) * AXIS * np.cos(phi) / np.sqrt(bend)
    towards = np.radians(wind_from + 180.0)
    found = []
    for a, b in ring:
        east, north = a, b
        if is_downwind:
            east = a * np.sin(towards) - b * np.cos(towards)
            north = a * np.cos(towards) + b * np.sin(towards)
        found.append(
            [
                round(float(longitude + east / east_m), 7),
                round(float(latitude + north / north_m), 7),
            ]
        )
    return found
