"""The whole road network down to the lane: what dispatch and evacuation find their ways on.

The generated roads of the county are its skeleton. Every village gets streets around the point
where a road passes it, every enterprise a drive to the nearest street. All of it is invented.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.spatial import cKDTree

from anlan_science.roads.building import Built, Way, build_network

from .chance import Chance
from .model import County, Road
from .plane import Plane
from .shapes import is_town

CLASSES = (
    "motorway",
    "national",
    "provincial",
    "county",
    "township",
    "village",
    "street",
    "service",
    "track",
)
#: Junctions of a county: what a demonstration loads at once.
JUNCTIONS = 20_000
#: Between two streets of a village, and how far a corner strays. [m]
BLOCK_M, STRAY_M = 70.0, 12.0
#: Cross streets that exist, and lanes that are one way.
CROSS_SHARE, ONE_WAY_SHARE = 0.8, 0.04


def build_lanes(county: County, junctions: int = JUNCTIONS) -> Built:
    """Build the network of a county with about so many junctions, the same for the same county."""
    chance = Chance(county.seed, county.code, "lanes").numpy
    nodes = {
        node.key: (node.position.longitude, node.position.latitude) for node in county.road_nodes
    }
    ways = [_trunk(road, nodes) for road in county.roads]
    villages = [r for r in county.regions if r.level == "village" and r.centre is not None]
    centres = np.array([r.centre for r in villages], dtype=np.float64)
    plane = Plane(float(centres[:, 0].mean()), float(centres[:, 1].mean()))
    skeleton = np.concatenate([way.points for way in ways])
    known = cKDTree(plane.to_metres(skeleton))
    middle = skeleton[known.query(plane.to_metres(centres))[1]]
    drives = len(county.enterprises)
    side = max(
        3, round(math.sqrt(max(0, junctions - len(nodes) - 2 * drives) / len(villages) / 0.95))
    )
    corners = _corners(middle, side, plane, chance)
    parents = {r.code: r.name for r in county.regions}
    for number, village in enumerate(villages):
        town = is_town(parents.get(village.parent or "", ""))
        ways += _streets(
            corners[number], "street" if town else "village", village.short_name, chance
        )
    places = np.concatenate([skeleton, corners.reshape(-1, 2)])
    near = cKDTree(plane.to_metres(places))
    homes = np.array([e.position for e in county.enterprises], dtype=np.float64).reshape(-1, 2)
    for home, street in zip(homes, near.query(plane.to_metres(homes))[1], strict=True):
        ways.append(Way(np.vstack([home, places[street]]), "service", ""))
    return build_network(ways, CLASSES)


def _trunk(road: Road, nodes: dict[str, tuple[float, float]]) -> Way:
    points = np.array(road.line.coords)
    points[0], points[-1] = nodes[road.from_node], nodes[road.to_node]
    return Way(points, road.road_class, road.name)


def _corners(
    middle: np.ndarray, side: int, plane: Plane, chance: np.random.Generator
) -> np.ndarray:
    """Corners of the streets of every village, shape (villages, side, side, 2), in degrees."""
    count = len(middle)
    grid = (np.mgrid[0:side, 0:side].transpose(1, 2, 0) - side // 2) * BLOCK_M
    turn = chance.uniform(0.0, math.pi / 2, count)
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    stray = chance.normal(0.0, STRAY_M / 2, (count, side, side, 2))
    metres = np.einsum("ijk,lkv->vijl", grid, spin) + stray
    corners = plane.to_degrees((metres + plane.to_metres(middle)[:, None, None]).reshape(-1, 2))
    corners = corners.round(7).reshape(count, side, side, 2)
    corners[:, side // 2, side // 2] = middle  # here the road passes
    return corners


def _streets(
    corners: np.ndarray, road_class: str, place: str, chance: np.random.Generator
) -> list[Way]:
    """Long streets through a village, cross streets between most of their corners."""
    side = len(corners)
    one_way = chance.random(side) < ONE_WAY_SHARE
    one_way[[0, side // 2, side - 1]] = False
    found = [
        Way(corners[row], road_class, f"演示{place}{row + 1}街", 0.0, int(one_way[row]))
        for row in range(side)
    ]
    cross = chance.random((side - 1, side)) < CROSS_SHARE
    cross[:, [0, -1]] = True  # ring roads keep the village together
    found += [
        Way(corners[row : row + 2, column], road_class, f"演示{place}{column + 1}弄")
        for row, column in zip(*np.nonzero(cross), strict=True)
    ]
    return found
