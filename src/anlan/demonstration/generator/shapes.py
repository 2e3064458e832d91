"""Township and village areas: groups of mesh faces, sized by the number of villages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry import MultiPolygon, Polygon

from .chance import Chance
from .divisions import CountyDivisions
from .mesh import Mesh, build_mesh
from .plane import Plane

ROUNDS = 80
TOWN_SHARE = 0.35  # a village's worth of land in a street office, against 1 in a township
FACES_PER_VILLAGE = 7
LEAST_FACES = 3500


@dataclass(frozen=True)
class Layout:
    """The generated geography of a county."""

    divisions: CountyDivisions
    plane: Plane
    mesh: Mesh
    township_of_face: np.ndarray  # index into divisions.townships
    village_of_face: np.ndarray  # index into village_codes
    village_codes: tuple[str, ...]
    village_faces: tuple[int, ...]  # the face where the village's houses stand
    township_shapes: tuple[MultiPolygon, ...]
    village_shapes: tuple[MultiPolygon, ...]
    seat_face: int  # where the county government sits

    def faces_of_township(self, code: str) -> np.ndarray:
        """Face numbers of a township."""
        number = next(i for i, t in enumerate(self.divisions.townships) if t.code == code)
        return np.flatnonzero(self.township_of_face == number)


def is_town(name: str) -> bool:
    """Whether a township-level unit is built-up: a street office, a development zone, a market."""
    return name.endswith(("街道", "开发区", "中心"))


def build_layout(divisions: CountyDivisions, chance: Chance) -> Layout:
    """Divide the county among its townships and them among their villages."""
    west, south, east, north = divisions.boundary.bounds
    plane = Plane((west + east) / 2, (south + north) / 2)
    villages = sum(len(v) for v in divisions.villages.values())
    mesh = build_mesh(
        divisions.boundary, plane, max(LEAST_FACES, FACES_PER_VILLAGE * villages), chance
    )
    townships = _assign_townships(divisions, mesh, chance)
    village_of_face = np.full(len(mesh.faces), -1)
    codes: list[str] = []
    homes: list[int] = []
    for number, township in enumerate(divisions.townships):
        faces = np.flatnonzero(townships == number)
        units = divisions.villages[township.code]
        chosen = faces[_spread(mesh.metres[faces], mesh.areas[faces], len(units))]
        village_of_face[faces] = (
            len(codes) + cKDTree(mesh.metres[chosen]).query(mesh.metres[faces])[1]
        )
        codes += [unit.code for unit in units]
        homes += [int(face) for face in chosen]
    label = plane.to_metres([divisions.label])[0]
    towns = [i for i, t in enumerate(divisions.townships) if is_town(t.name)] or [0]
    built_up = np.flatnonzero(np.isin(townships, towns))
    seat = built_up[np.argmin(((mesh.metres[built_up] - label) ** 2).sum(axis=1))]
    return Layout(
        divisions=divisions,
        plane=plane,
        mesh=mesh,
        township_of_face=townships,
        village_of_face=village_of_face,
        village_codes=tuple(codes),
        village_faces=tuple(homes),
        township_shapes=_merge(mesh, townships, len(divisions.townships)),
        village_shapes=_merge(mesh, village_of_face, len(codes)),
        seat_face=int(seat),
    )


def _assign_townships(divisions: CountyDivisions, mesh: Mesh, chance: Chance) -> np.ndarray:
    """Township of each face: a power diagram whose weights are moved until the areas fit."""
    names = [t.name for t in divisions.townships]
    counts = np.array([max(len(divisions.villages[t.code]), 1) for t in divisions.townships])
    shares = counts * np.where([is_town(n) for n in names], TOWN_SHARE, 1.0)
    targets = np.maximum(shares / shares.sum(), 0.004) * mesh.areas.sum()
    label = mesh.plane.to_metres([divisions.label])[0]
    seeds = _starts(names, targets, label, mesh, chance)
    weights = np.zeros(len(names))
    owner = np.zeros(len(mesh.faces), dtype=int)
    for _ in range(ROUNDS):
        gap = ((mesh.metres[:, None, :] - seeds[None]) ** 2).sum(axis=2) - weights
        owner = gap.argmin(axis=1)
        areas = np.bincount(owner, mesh.areas, len(names))
        weights += 0.25 * (targets - areas)
        for axis in (0, 1):
            moment = np.bincount(owner, mesh.areas * mesh.metres[:, axis], len(names))
            held = areas > 0
            seeds[held, axis] = moment[held] / areas[held]
    owner = _feed_the_small(owner, counts, seeds, mesh)
    return _connect(owner, mesh)


def _starts(
    names: list[str], targets: np.ndarray, label: np.ndarray, mesh: Mesh, chance: Chance
) -> np.ndarray:
    """First positions: streets around the seat, the others spread over the county."""
    starts = np.zeros((len(names), 2))
    placed: list[np.ndarray] = []
    towns = [i for i, n in enumerate(names) if is_town(n)]
    radius = float(np.sqrt(targets[towns].sum() / np.pi)) if towns else 0.0
    for order, number in enumerate(towns):
        angle = 2 * np.pi * (order + chance.number(0, 0.6)) / len(towns)
        share = np.sqrt((order + 0.5) / len(towns))
        starts[number] = label + radius * share * np.array([np.cos(angle), np.sin(angle)])
        placed.append(starts[number])
    if not placed:
        placed.append(label)
    for number in (i for i, n in enumerate(names) if not is_town(n)):
        candidates = mesh.metres[chance.numpy.integers(len(mesh.faces), size=30)]
        gaps = cKDTree(np.array(placed)).query(candidates)[0]
        starts[number] = candidates[gaps.argmax()]
        placed.append(starts[number])
    return starts


def _feed_the_small(
    owner: np.ndarray, counts: np.ndarray, seeds: np.ndarray, mesh: Mesh
) -> np.ndarray:
    """Give a township with too few faces for its villages the nearest faces of its neighbours."""
    owner = owner.copy()
    for number in np.argsort(np.bincount(owner, minlength=len(counts)) / counts):
        lacking = int(2 * counts[number] - (owner == number).sum())
        if lacking <= 0:
            continue
        order = np.argsort(((mesh.metres - seeds[number]) ** 2).sum(axis=1))
        sizes = np.bincount(owner, minlength=len(counts))
        for face in order:
            giver = owner[face]
            if giver != number and sizes[giver] > 3 * counts[giver]:
                owner[face] = number
                sizes[giver] -= 1
                lacking -= 1
                if lacking <= 0:
                    break
    return owner


def _connect(owner: np.ndarray, mesh: Mesh) -> np.ndarray:
    """Hand pieces that are cut off from their township to the neighbour with the longest front."""
    owner = owner.copy()
    for _ in range(20):
        a, b = mesh.neighbours.T
        same = owner[a] == owner[b]
        graph = coo_matrix((np.ones(same.sum()), (a[same], b[same])), shape=(len(owner),) * 2)
        count, piece = connected_components(graph, directed=False)
        sizes = np.bincount(piece, mesh.areas, count)
        township = np.zeros(count, dtype=int)
        township[piece] = owner
        largest = {
            int(t): int(p)
            for t, p in sorted(
                zip(township, range(count), strict=True), key=lambda tp: sizes[tp[1]]
            )
        }
        stray = [p for p in range(count) if largest[int(township[p])] != p]
        moved = False
        for number in stray:
            inside = piece == number
            border = np.concatenate(
                [owner[b[inside[a] & ~inside[b]]], owner[a[inside[b] & ~inside[a]]]]
            )
            if len(border):
                owner[inside] = int(np.bincount(border).argmax())
                moved = True
        if not moved:
            break
    return owner


def _spread(points: np.ndarray, areas: np.ndarray, count: int) -> np.ndarray:
    """Numbers of ``count`` points far from each other, the first one in the middle.

    The smallest faces (slivers on the boundary) are passed over where there is a choice.
    """
    usable = np.flatnonzero(areas >= np.median(areas) * 0.4)
    if len(usable) < count:
        usable = np.argsort(-areas)[:count] if len(points) >= count else np.arange(len(points))
    places = points[usable]
    chosen = [int(((places - points.mean(axis=0)) ** 2).sum(axis=1).argmin())]
    gap = ((places - places[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < count:
        following = int(gap.argmax())
        chosen.append(following)
        gap = np.minimum(gap, ((places - places[following]) ** 2).sum(axis=1))
    return np.asarray(usable[chosen])


def _merge(mesh: Mesh, owner: np.ndarray, count: int) -> tuple[MultiPolygon, ...]:
    """The union of the faces of each owner."""
    order = np.argsort(owner, kind="stable")
    bounds = np.searchsorted(owner[order], np.arange(count + 1))
    merged = []
    for number in range(count):
        faces = [mesh.faces[i] for i in order[bounds[number] : bounds[number + 1]]]
        area = shapely.coverage_union_all(faces).normalize()
        merged.append(MultiPolygon([area]) if isinstance(area, Polygon) else area)
    return tuple(merged)
