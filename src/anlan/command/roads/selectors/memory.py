"""The network in use, held in memory by each process, with what is closed at a moment.

Nothing is told to the processes: every question reads which network is in use and which closures
are in force (two small queries), so that a closure counts in the very next question.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import shapely
from django.db.models import Q

from anlan.command.roads.choices import ClosureEffect, NetworkStatus
from anlan.command.roads.constants import ACCESS_KM_H, LINE_LEAST_M, LINE_REACH_M
from anlan.command.roads.errors import NoNetwork
from anlan.command.roads.models import RoadClosure, RoadNetwork, RoadNetworkContent
from anlan.command.roads.speeds import passing_times
from anlan.kernel import clock
from anlan_science.registry import Floats
from anlan_science.roads.dijkstra1959 import Router
from anlan_science.roads.network import RoadNetwork as Network

#: Routers kept: kinds of vehicle × states of closures of the last minutes.
ROUTERS_KEPT = 12
CLOSURES_KEPT = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """A network in memory."""

    id: int
    label: str
    digest: str
    network: Network
    #: Road, share and distance of places that were asked for.
    snapped: dict[Any, tuple[int, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Closed:
    """A closure in force, as a way finder sees it."""

    id: int
    stamp: datetime
    effect: str
    speed_m_s: float
    vehicles: tuple[str, ...]
    area: bytes
    is_line: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """Roads that lie in an area: their numbers, and from which share to which."""

    roads: Any
    low: Floats
    high: Floats


_lock = threading.RLock()
_loaded: Loaded | None = None
_routers: OrderedDict[tuple[Any, ...], Router] = OrderedDict()
_touched: OrderedDict[tuple[Any, ...], Hit] = OrderedDict()


def find_loaded() -> Loaded | None:
    """Return the network in use, or None."""
    global _loaded
    row = (
        RoadNetwork.objects.filter(is_current=True, status=NetworkStatus.READY)
        .values_list("pk", "name", "version", "digest")
        .first()
    )
    if row is None:
        return None
    pk, name, version, digest = row
    with _lock:
        if _loaded is None or (_loaded.id, _loaded.digest) != (pk, digest):
            packed = RoadNetworkContent.objects.values_list("packed", flat=True).get(network_id=pk)
            network = Network.unpack(bytes(packed or b""))
            _routers.clear()
            _touched.clear()
            _loaded = Loaded(pk, f"{name} v{version}", digest, network)
        return _loaded


def get_loaded() -> Loaded:
    """Return the network in use or raise ``NoNetwork``."""
    found = find_loaded()
    if found is None:
        raise NoNetwork
    return found


def closures_at(at: datetime | None = None) -> tuple[Closed, ...]:
    """Return the closures in force at a moment, all over the county: traffic knows no townships."""
    moment = at or clock.now()
    rows = RoadClosure.objects.filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=moment),
        lifted_at__isnull=True,
        begins_at__lte=moment,
    ).order_by("pk")
    return tuple(
        Closed(
            row.pk,
            row.updated_at,
            row.effect,
            (row.speed_km_h or 0) / 3.6,
            tuple(row.vehicles),
            bytes(row.area.wkb),
            row.drawn.geom_type != "Polygon",
        )
        for row in rows
    )


def router_for(
    loaded: Loaded,
    vehicle: str,
    closures: Sequence[Closed] | None = None,
    *,
    at: datetime | None = None,
) -> Router:
    """Return the way finder of a vehicle at a moment, closures taken into account."""
    present = closures_at(at) if closures is None else closures
    concerned = tuple(c for c in present if not c.vehicles or vehicle in c.vehicles)
    key = (loaded.id, loaded.digest, vehicle, tuple((c.id, c.stamp) for c in concerned))
    with _lock:
        found = _routers.get(key)
        if found is None:
            free = passing_times(loaded.network, vehicle)
            found = hindered_router(loaded, free, concerned)
            _routers[key] = found
            while len(_routers) > ROUTERS_KEPT:
                _routers.popitem(last=False)
        _routers.move_to_end(key)
        return found


def hindered_router(
    loaded: Loaded, free: Floats, closures: Sequence[Closed], weights: Floats | float = 1.0
) -> Router:
    """Return a way finder under closures; ``weights`` make roads count as longer than they are."""
    network = loaded.network
    times = free.copy()
    low, high = np.full(network.roads, -np.inf), np.full(network.roads, np.inf)
    for closure in closures:
        hit = roads_of(loaded, closure)
        if closure.effect == ClosureEffect.CLOSED:
            before = np.isinf(low[hit.roads])
            low[hit.roads] = np.where(before, hit.low, np.minimum(low[hit.roads], hit.low))
            high[hit.roads] = np.where(before, hit.high, np.maximum(high[hit.roads], hit.high))
            times[hit.roads] = np.inf
        else:
            slow = network.length[hit.roads] / closure.speed_m_s
            times[hit.roads] = np.maximum(times[hit.roads], slow)
    open_times = np.where(np.isfinite(times), times, free)
    return Router(
        network,
        times * weights,
        open_times=open_times * weights,
        blocked=(low, high),
        pace=3.6 / ACCESS_KM_H,
    )


def roads_of(loaded: Loaded, closure: Closed) -> Hit:
    """Return the roads a closure concerns."""
    key = (loaded.id, loaded.digest, closure.id, closure.stamp)
    with _lock:
        if key not in _touched:
            _touched[key] = roads_in(
                loaded.network, shapely.from_wkb(closure.area), is_line=closure.is_line
            )
            while len(_touched) > CLOSURES_KEPT:
                _touched.popitem(last=False)
        return _touched[key]


def roads_in(network: Network, area: Any, *, is_line: bool = False) -> Hit:
    """Return the roads that an area in degrees touches, ascending, and where on them.

    Around a line, a road counts when enough of it lies within the reach: one that is crossed or
    followed, not a side road that only begins there.
    """
    metres = shapely.transform(area, lambda c: np.column_stack(network.to_metres(c[:, 0], c[:, 1])))
    shapely.prepare(metres)
    roads = np.sort(network.tree.query(metres, predicate="intersects"))
    lines = network.lines[roads]
    inside = shapely.intersection(lines, metres)
    if is_line:
        enough = np.minimum(LINE_LEAST_M, shapely.length(lines) / 2.0)
        kept = shapely.length(inside) >= enough
        roads, lines, inside = roads[kept], lines[kept], inside[kept]
    points, which = shapely.get_coordinates(inside, return_index=True)
    share = shapely.line_locate_point(lines[which], shapely.points(points), normalized=True)
    low, high = np.full(roads.size, 1.0), np.zeros(roads.size)
    np.minimum.at(low, which, share)
    np.maximum.at(high, which, share)
    return Hit(roads, low, high)


def buffered(line: Any) -> Any:
    """Return the area a closure drawn as a line reaches, in degrees."""
    from anlan_science.roads.network import metres_per_degree

    x, y = line.coords[0]
    east, north = (float(v) for v in metres_per_degree(y))

    def scaled(shape: Any, sx: float, sy: float) -> Any:
        return shapely.transform(shape, lambda c: (c - (x, y)) * (sx, sy))

    wide = shapely.buffer(scaled(line, east, north), LINE_REACH_M, quad_segs=4)
    return shapely.transform(wide, lambda c: c / (east, north) + (x, y))
