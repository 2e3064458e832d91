"""Way and time from teams to a scene: on the road network, or the straight line without one.

The straight line on the ellipsoid (WGS 84) times a detour factor, at the team's mean speed, stands
in where no network is in use or no road leads there; the method of an estimate tells which it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pyproj import Geod

from anlan.command.dispatch.constants import DETOUR_FACTOR
from anlan.command.dispatch.contracts import Estimate
from anlan.command.roads.public import list_travels
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
            road = straight * DETOUR_FACTOR
            found.append(Estimate(straight, road, road / (speed / 3.6), METHOD))
    return found
