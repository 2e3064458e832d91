"""Way and time from teams to a scene: on the road network, or the straight line without one.

The straight line on the ellipsoid (WGS 84) times a detour factor, at the team's mean speed, stands
in where no network is in use or no road leads there; the method of an estimate tells which it was.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import shapely
from pyproj import Geod

from anlan.command.dispatch.constants import DETOUR_FACTOR
from anlan.command.dispatch.contracts import Estimate, Way
from anlan.command.roads.public import NoNetwork, find_route, list_travels
from anlan.command.teams.constants import DEFAULT_SPEED_KMH

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
    return estimate_all([(from_longitude, from_latitude, speed_kmh)], to_longitude, to_latitude)[0]


def plan_way(
    from_longitude: float,
    from_latitude: float,
    to_longitude: float,
    to_latitude: float,
    speed_kmh: float,
) -> Way:
    """Plan the way between two places for a team with a mean speed [km/h]."""
    start, goal = (from_longitude, from_latitude), (to_longitude, to_latitude)
    try:
        route = find_route(start, goal)
    except NoNetwork:
        route = None
    _there, _back, straight = _geod().inv(*start, *goal)
    if route is None:
        return Way(_detour(straight, speed_kmh))
    time = route.time_s * DEFAULT_SPEED_KMH / speed_kmh
    steps = tuple((name, round(length)) for name, length in route.roads)
    return Way(Estimate(straight, route.length_m, time, route.method), route.line, steps)


def away_from(line: Sequence[tuple[float, ...]], longitude: float, latitude: float) -> float:
    """Return how far a place lies from a line. [m]"""
    east = 111_320.0 * math.cos(math.radians(latitude))
    metres = [((x - longitude) * east, (y - latitude) * 110_574.0) for x, y, *_height in line]
    return float(shapely.LineString(metres).distance(shapely.Point(0.0, 0.0)))


def estimate_all(
    starts: Sequence[tuple[float, float, float]], to_longitude: float, to_latitude: float
) -> list[Estimate]:
    """Estimate for several starts (longitude, latitude, mean speed [km/h]) in one search.

    The network knows the speeds of a rescue vehicle by class of road; a team that states its own
    mean speed is quicker or slower in proportion to the usual one.
    """
    travels = list_travels([(lon, lat) for lon, lat, _v in starts], (to_longitude, to_latitude))
    found = []
    for (lon, lat, speed), travel in zip(starts, travels, strict=True):
        _there, _back, straight = _geod().inv(lon, lat, to_longitude, to_latitude)
        if travel is not None:
            time = travel.time_s * DEFAULT_SPEED_KMH / speed
            found.append(Estimate(straight, travel.length_m, time, travel.method))
        else:
            found.append(_detour(straight, speed))
    return found


def _detour(straight: float, speed_kmh: float) -> Estimate:
    """Estimate the way [m] and time [s] from the straight distance [m], where no road is known."""
    road = straight * DETOUR_FACTOR
    return Estimate(straight, road, road / (speed_kmh / 3.6), METHOD)
