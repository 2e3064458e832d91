"""Way and time between two points, until the road network gives routes.

The straight line on the ellipsoid (WGS 84) times a detour factor, at the team's mean speed. The
function has the shape of a router, so that a road network can take its place.
"""

from __future__ import annotations

from functools import lru_cache

from pyproj import Geod

from anlan.command.dispatch.constants import DETOUR_FACTOR
from anlan.command.dispatch.contracts import Estimate

METHOD = f"geodesic×{DETOUR_FACTOR}"


@lru_cache(maxsize=1)
def _geod() -> Geod:
    return Geod(ellps="WGS84")


def estimate(
    from_longitude: float,
    from_latitude: float,
    to_longitude: float,
    to_latitude: float,
    speed_kmh: float,
) -> Estimate:
    """Estimate road distance [m] and travel time [s] at a mean speed [km/h]."""
    _there, _back, straight = _geod().inv(from_longitude, from_latitude, to_longitude, to_latitude)
    road = straight * DETOUR_FACTOR
    return Estimate(straight, road, road / (speed_kmh / 3.6), METHOD)
