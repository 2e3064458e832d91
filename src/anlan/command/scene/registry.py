"""What floors above tell a scene: danger zones, and the roads and waters around.

Both are GeoJSON features; a zone carries ``level`` and ``label``, a road or water ``kind``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from anlan.kernel.actor import Actor

Feature = Mapping[str, Any]
#: (incident id, actor) → zones of danger, the widest first.
ZoneSource = Callable[[int, Actor], Iterable[Feature]]
#: (west, south, east, north) → lines to orient oneself by.
SurroundingsSource = Callable[[tuple[float, float, float, float]], Iterable[Feature]]

_zones: list[ZoneSource] = []
_surroundings: list[SurroundingsSource] = []


def register_zone_source(source: ZoneSource) -> ZoneSource:
    """Add who knows danger zones of incidents."""
    if source not in _zones:
        _zones.append(source)
    return source


def register_surroundings_source(source: SurroundingsSource) -> SurroundingsSource:
    """Add who knows roads and waters."""
    if source not in _surroundings:
        _surroundings.append(source)
    return source


def zones_of(incident_id: int, actor: Actor) -> list[Feature]:
    """Return the danger zones of an incident."""
    return [feature for source in _zones for feature in source(incident_id, actor)]


def surroundings_of(bounds: tuple[float, float, float, float]) -> list[Feature]:
    """Return the lines in a box."""
    return [feature for source in _surroundings for feature in source(bounds)]
