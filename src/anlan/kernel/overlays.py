"""What a page lays over its map: named, of a kind, with a level where it has one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anlan.kernel.errors import Message


def feature(geometry: Mapping[str, Any], label: Message = "", **properties: Any) -> dict[str, Any]:
    """Return a GeoJSON feature with the words shown beside it."""
    return {
        "type": "Feature",
        "properties": {"label": str(label), **properties},
        "geometry": geometry,
    }


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """Return a GeoJSON point."""
    return {"type": "Point", "coordinates": [longitude, latitude]}


def overlay(
    name: str,
    title: Message,
    kind: str,
    features: Iterable[Mapping[str, Any]],
    *,
    level: int | None = None,
) -> dict[str, Any]:
    """Return a layer of a page's own; ``kind`` is ``zone``, ``ring``, ``route`` or ``point``."""
    return {
        "id": name,
        "title": str(title),
        "kind": kind,
        "level": level,
        "data": {"type": "FeatureCollection", "features": list(features)},
    }


def bounds_of(positions: Iterable[tuple[float, float]]) -> dict[str, Any] | None:
    """Return the focus of a map that shows all of these places, or None for none."""
    found = list(positions)
    if not found:
        return None
    east, north = [place[0] for place in found], [place[1] for place in found]
    return {"bounds": [min(east), min(north), max(east), max(north)]}
