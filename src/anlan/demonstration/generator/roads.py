"""A connected road network and the rivers, drawn over the mesh.

Roads run from face to face, rivers along the edges between faces: they cross, but never coincide.
The network is invented; its names say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra, minimum_spanning_tree
from scipy.spatial import cKDTree
from shapely.geometry import LineString, MultiPolygon

from .chance import Chance
from .mesh import Mesh
from .model import Position, River, Road, RoadNode
from .shapes import Layout, is_town

CLASSES = ("national", "provincial", "county", "township")
SPEED_KM_H = {"national": 80, "provincial": 60, "county": 50, "township": 30}
REUSE = {"national": 0.35, "provincial": 0.45, "county": 0.55, "township": 0.7}
CHAINS = ("大道", "路")
SHORTCUT_SHARE = 0.4


class Network:
    """Mesh paths collected by class; a better class wins where two share a stretch."""

    def __init__(self, layout: Layout, chance: Chance) -> None:
        self.mesh = layout.mesh
        pairs = self.mesh.neighbours
        lines = shapely.linestrings(self.mesh.centres[pairs])
        shapely.prepare(self.mesh.county)
        self.pairs = pairs[shapely.covers(self.mesh.county, lines)]
        gaps = self.mesh.metres[self.pairs[:, 0]] - self.mesh.metres[self.pairs[:, 1]]
        self.lengths = np.hypot(gaps[:, 0], gaps[:, 1])
        self.costs = self.lengths * chance.numpy.uniform(0.7, 1.5, len(self.lengths))
        self.number = {(int(a), int(b)): i for i, (a, b) in enumerate(self.pairs)}
        count, piece = connected_components(self._graph(self.costs), directed=False)
        self.main = piece == np.bincount(piece, minlength=count).argmax()
        self.classes: dict[int, str] = {}

    def _graph(self, costs: np.ndarray) -> csr_matrix:
        size = len(self.mesh.faces)
        a, b = self.pairs.T
        return coo_matrix((costs, (a, b)), shape=(size, size)).tocsr()

    def nearest(self, face: int) -> int:
        """The face of the connected part of the mesh that is nearest to a face."""
        gaps = ((self.mesh.metres - self.mesh.metres[face]) ** 2).sum(axis=1)
        return int(np.where(self.main, gaps, np.inf).argmin())

    def current(self) -> csr_matrix:
        """The graph with existing roads made cheaper, so that new ones join them."""
        costs = self.costs.copy()
        for edge, road_class in self.classes.items():
            costs[edge] *= REUSE[road_class]
        return self._graph(costs)

    def connect(self, start: int, ends: Sequence[int], road_class: str) -> None:
        """Lay the cheapest paths from one face to others."""
        _, before = dijkstra(
            self.current(), directed=False, indices=start, return_predecessors=True
        )
        self._lay(before, ends, road_class)

    def join(self, ends: Sequence[int], road_class: str) -> None:
        """Lay the cheapest paths from the existing network to faces."""
        laid = sorted({int(v) for edge in self.classes for v in self.pairs[edge]})
        _, before, _ = dijkstra(
            self.current(), directed=False, indices=laid, return_predecessors=True, min_only=True
        )
        self._lay(before, ends, road_class)

    def _lay(self, before: np.ndarray, ends: Iterable[int], road_class: str) -> None:
        for end in ends:
            place = int(end)
            while before[place] >= 0:
                previous = int(before[place])
                edge = self.number.get((previous, place), self.number.get((place, previous), -1))
                self.classes.setdefault(edge, road_class)
                place = previous


def build_roads(layout: Layout, chance: Chance) -> tuple[tuple[RoadNode, ...], tuple[Road, ...]]:
    """Lay two trunk roads through the seat, then provincial, county and township roads."""
    network = Network(layout, chance)
    metres = layout.mesh.metres
    seat = network.nearest(layout.seat_face)
    offset = metres - metres[seat]
    reach = [
        network.nearest(int((offset @ np.array(d)).argmax()))
        for d in ((1, 0.3), (-1, -0.3), (0.3, 1), (-0.3, -1))
    ]
    network.connect(seat, reach[:2], "national")
    network.connect(seat, reach[2:], "provincial")
    homes = dict(zip(layout.village_codes, layout.village_faces, strict=True))
    capitals = [
        network.nearest(homes[layout.divisions.villages[t.code][0].code])
        for t in layout.divisions.townships
    ]
    for a, b in _backbone(metres[capitals]):
        road_class = "provincial" if seat in (capitals[a], capitals[b]) else "county"
        network.connect(capitals[a], [capitals[b]], road_class)
    network.join(capitals, "county")
    villages = [network.nearest(face) for face in layout.village_faces]
    network.join(villages, "township")
    for a, b in _shortcuts(metres[villages], chance):
        network.connect(villages[a], [villages[b]], "township")
    return _cut(network, layout, set(capitals) | {seat}, chance)


def _backbone(places: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of township centres to join: the shortest tree and each one's nearest other centre."""
    gaps = np.hypot(*(places[:, None, :] - places[None]).transpose(2, 0, 1))
    tree = minimum_spanning_tree(gaps).tocoo()
    pairs = {(int(min(a, b)), int(max(a, b))) for a, b in zip(tree.row, tree.col, strict=True)}
    np.fill_diagonal(gaps, np.inf)
    for place in range(len(places)):
        for other in np.argsort(gaps[place])[:2]:
            pairs.add((min(place, int(other)), max(place, int(other))))
    return sorted(pairs)


def _shortcuts(places: np.ndarray, chance: Chance) -> list[tuple[int, int]]:
    """Some pairs of neighbouring villages to join, so that places have more than one way."""
    following = cKDTree(places).query(places, k=4)[1]
    chosen = np.flatnonzero(chance.numpy.random(len(places)) < SHORTCUT_SHARE)
    return [(int(a), int(following[a][chance.integer(1, 3)])) for a in chosen]


def _cut(
    network: Network, layout: Layout, stops: set[int], chance: Chance
) -> tuple[tuple[RoadNode, ...], tuple[Road, ...]]:
    """Cut the laid edges into stretches between junctions and give them names."""
    links: dict[int, dict[int, str]] = {}
    for edge, road_class in network.classes.items():
        a, b = (int(v) for v in network.pairs[edge])
        links.setdefault(a, {})[b] = road_class
        links.setdefault(b, {})[a] = road_class
    ends = {f for f, to in links.items() if len(to) != 2 or len(set(to.values())) > 1 or f in stops}
    ends = ends or {min(links)}
    names = _Names(layout, chance)
    roads: list[Road] = []
    nodes: dict[int, RoadNode] = {}
    walked: set[tuple[int, int]] = set()
    for start in sorted(ends):
        for step in sorted(links[start]):
            if (start, step) in walked:
                continue
            road_class = links[start][step]
            path = [start, step]
            while path[-1] not in ends:
                path.append(next(f for f in links[path[-1]] if f != path[-2]))
            walked.update(zip(path, path[1:], strict=False))
            walked.update(zip(path[1:], path, strict=False))
            for end in (path[0], path[-1]):
                x, y = layout.mesh.centres[end].tolist()
                nodes.setdefault(end, RoadNode(f"N{end:05d}", Position(x, y)))
            line = _smooth(layout.mesh.centres[path], layout.mesh.county)
            metres = LineString(layout.plane.to_metres(line.coords))
            roads.append(
                Road(
                    key=f"R{len(roads) + 1:05d}",
                    name=names.name(road_class, path),
                    road_class=road_class,
                    speed_km_h=SPEED_KM_H[road_class],
                    from_node=nodes[path[0]].key,
                    to_node=nodes[path[-1]].key,
                    length_m=round(metres.length, 1),
                    line=line,
                )
            )
    return tuple(nodes[face] for face in sorted(nodes)), tuple(roads)


class _Names:
    """Names that nobody takes for real ones: 演示大道, 演示S801线 …"""

    def __init__(self, layout: Layout, chance: Chance) -> None:
        self.layout = layout
        self.chance = chance
        self.streets = 0
        self.lanes: dict[int, int] = {}

    def name(self, road_class: str, path: list[int]) -> str:
        """The name of a stretch."""
        township = int(self.layout.township_of_face[path[len(path) // 2]])
        place = self.layout.divisions.townships[township].name
        if road_class == "national":
            return "演示G901线"
        if road_class == "provincial":
            return f"演示S80{1 + township % 4}线"
        if is_town(place):
            self.streets += 1
            return f"演示{self.streets}{CHAINS[0] if road_class == 'county' else CHAINS[1]}"
        if road_class == "county":
            return f"演示X{1 + township:03d}线({place}段)"
        self.lanes[township] = self.lanes.get(township, 0) + 1
        return f"演示Y{1 + township:02d}{self.lanes[township]:02d}线({place})"


def _smooth(points: np.ndarray, county: MultiPolygon | None, rounds: int = 2) -> LineString:
    """Round the corners (Chaikin), keeping both ends; the plain line where it leaves the county."""
    line = points
    for _ in range(rounds):
        if len(line) < 3:
            break
        near, far = line[:-1] * 0.75 + line[1:] * 0.25, line[:-1] * 0.25 + line[1:] * 0.75
        between = np.empty((2 * len(near), 2))
        between[0::2], between[1::2] = near, far
        line = np.vstack([line[:1], between[1:-1], line[-1:]])
    smooth = LineString(np.round(line, 6))
    if county is not None and not county.covers(smooth):
        return LineString(np.round(points, 7))
    return smooth


def build_rivers(layout: Layout, chance: Chance) -> tuple[River, ...]:
    """A main river from one side of the county to the other and two tributaries."""
    mesh: Mesh = layout.mesh
    gaps = mesh.plane.to_metres(mesh.corners)
    lengths = np.hypot(*(gaps[mesh.edges[:, 0]] - gaps[mesh.edges[:, 1]]).T)
    costs = np.maximum(lengths, 1.0) * chance.numpy.uniform(0.6, 2.0, len(lengths))
    size = len(mesh.corners)
    graph = coo_matrix((costs, tuple(mesh.edges.T)), shape=(size, size)).tocsr()
    count, piece = connected_components(graph, directed=False)
    main = piece == np.bincount(piece, minlength=count).argmax()
    towards = np.array([1.0, chance.number(-0.4, 0.4)])
    seat = mesh.metres[layout.seat_face] + chance.numpy.uniform(1500, 2500, 2)

    def corner(place: np.ndarray) -> int:
        near = ((gaps - place) ** 2).sum(axis=1)
        return int(np.where(main, near, np.inf).argmin())

    def edge_of(direction: np.ndarray) -> int:
        return int(np.where(main, gaps @ direction, -np.inf).argmax())

    def path(start: int, end: int) -> list[int]:
        _, before = dijkstra(graph, directed=False, indices=start, return_predecessors=True)
        faces = [end]
        while before[faces[-1]] >= 0:
            faces.append(int(before[faces[-1]]))
        return faces[::-1]

    middle = corner(seat)
    upper, lower = path(edge_of(-towards), middle), path(middle, edge_of(towards))
    trunk = _without_loops(upper + lower[1:])
    across = np.array([-towards[1], towards[0]])
    courses = [("演示江", 1, trunk)]
    for name, side, share in (("演示南溪", -across, 0.35), ("演示北溪", across, 0.7)):
        mouth = trunk[int(len(trunk) * share)]
        course = path(edge_of(side), mouth)
        meeting = next(i for i, c in enumerate(course) if c in set(trunk))
        courses.append((name, 2, course[: meeting + 1]))
    return tuple(
        River(f"W{i}", name, order, _smooth(mesh.corners[course], None))
        for i, (name, order, course) in enumerate(courses, 1)
        if len(course) > 1
    )


def _without_loops(course: list[int]) -> list[int]:
    """The course with every detour that comes back to the same corner cut out."""
    seen: dict[int, int] = {}
    kept: list[int] = []
    for place in course:
        if place in seen:
            for dropped in kept[seen[place] + 1 :]:
                del seen[dropped]
            kept = kept[: seen[place] + 1]
        else:
            seen[place] = len(kept)
            kept.append(place)
    return kept
