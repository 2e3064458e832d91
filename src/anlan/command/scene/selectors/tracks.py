"""Who was where on a scene: people by their phones, teams by their dispatches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from anlan.command.dispatch.public import list_tracks
from anlan.command.scene.choices import Tool
from anlan.command.scene.constants import NEAR_M
from anlan.command.scene.models import Scene
from anlan.command.scene.selectors.sketch import METRES_PER_DEGREE

#: Points of one track in the picture; the table tells of all.
MAX_DRAWN = 200


@dataclass(slots=True)
class Track:
    """The way of one person or team."""

    name: str
    team: str
    spots: list[tuple[datetime, float, float]] = field(default_factory=list)
    near_at: datetime | None = None

    @property
    def first_at(self) -> datetime:
        """Since when it is known."""
        return self.spots[0][0]

    @property
    def last_at(self) -> datetime:
        """Until when it is known."""
        return self.spots[-1][0]

    @property
    def length_km(self) -> float:
        """The way between the positions, in straight lines."""
        ways = zip(self.spots, self.spots[1:], strict=False)
        return round(sum(_metres(a[1:], b[1:]) for a, b in ways) / 1000, 1)


def _metres(a: Sequence[float], b: Sequence[float]) -> float:
    dx = (a[0] - b[0]) * math.cos(math.radians((a[1] + b[1]) / 2))
    return math.hypot(dx, a[1] - b[1]) * METRES_PER_DEGREE


def list_scene_tracks(scene: Scene) -> list[Track]:
    """Return the tracks of a scene in the order they begin (two queries)."""
    found: dict[tuple[str, str], Track] = {}
    rows = scene.positions.values_list("author_id", "author_name", "team_name", "at", "location")
    for author, name, team, at, spot in rows:
        track = found.setdefault(("person", author), Track(name, team))
        track.spots.append((at, spot.x, spot.y))
    for dispatch_id, name, at, longitude, latitude in list_tracks(scene.incident_id):
        track = found.setdefault(("team", str(dispatch_id)), Track(name, name))
        track.spots.append((at, longitude, latitude))
    place = scene.incident.location
    if place is not None:
        centre = (place.x, place.y)
        for track in found.values():
            near = (at for at, *spot in track.spots if _metres(spot, centre) <= NEAR_M)
            track.near_at = next(near, None)
    return sorted(found.values(), key=lambda track: track.first_at)


def track_features(tracks: Sequence[Track]) -> list[dict[str, Any]]:
    """Return the tracks as lines of a sketch; what did not move is a point."""
    features = []
    for track in tracks:
        step = max(1, math.ceil(len(track.spots) / MAX_DRAWN))
        thinned = [*track.spots[:-1:step], track.spots[-1]]
        line = [[longitude, latitude] for _at, longitude, latitude in thinned]
        moved = len({tuple(p) for p in line}) > 1
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": line}
                if moved
                else {"type": "Point", "coordinates": line[0]},
                "properties": {
                    "tool": Tool.ARROW if moved else Tool.TEXT,
                    "label": track.name,
                    "level": None,
                },
            }
        )
    return features
