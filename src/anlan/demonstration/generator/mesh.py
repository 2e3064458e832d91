"""A fine honeycomb over the county, from which townships, villages, roads and rivers are made.

Every face of the mesh shares its corners exactly with its neighbours, so that any grouping of faces
is a partition of the county without gaps or overlaps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Voronoi, cKDTree
from shapely.geometry import MultiPolygon, Polygon

from .chance import Chance
from .plane import Plane

GRID_DEGREES = 1e-7  # about 1 cm, finer than the boundary data
JITTER = 0.30


@dataclass(frozen=True)
class Mesh:
    """Faces of the honeycomb with their centres, neighbours and edges."""

    plane: Plane
    county: MultiPolygon
    faces: tuple[Polygon, ...]
    centres: np.ndarray  # (n, 2) degrees, inside the face
    metres: np.ndarray  # (n, 2) the same in metres
    areas: np.ndarray  # (n,) m²
    neighbours: np.ndarray  # (m, 2) indices of faces that share an edge
    corners: np.ndarray  # (k, 2) degrees, corners of the honeycomb inside the county
    edges: np.ndarray  # (l, 2) indices of corners joined by an edge


def build_mesh(county: MultiPolygon, plane: Plane, count: int, chance: Chance) -> Mesh:
    """A honeycomb of about ``count`` faces, jittered, clipped to the county."""
    sites = _sites(county, plane, count, chance)
    far = 40 * float(np.abs(sites).max())
    angles = np.linspace(0, 2 * np.pi, 13)[:-1]
    ring = far * np.column_stack([np.cos(angles), np.sin(angles)])
    diagram = Voronoi(np.vstack([sites, ring]))
    ridges = np.array([r for r in diagram.ridge_vertices if r[0] >= 0 and r[1] >= 0])
    vertices = plane.to_degrees(diagram.vertices)
    segments = shapely.linestrings(vertices[ridges])
    segments = segments[shapely.intersects(_prepared(county), segments)]
    noded = shapely.union_all([*segments, county.boundary], grid_size=GRID_DEGREES)
    inside = _prepared(county)
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
        if inside.contains(face.representative_point())
    ]
    points = np.array([face.representative_point().coords[0] for face in faces])
    nearest = cKDTree(sites).query(plane.to_metres(points))[1]
    site_degrees = plane.to_degrees(sites)[nearest]
    held = shapely.contains_xy(np.array(faces), site_degrees[:, 0], site_degrees[:, 1])
    centres = np.round(np.where(held[:, None], site_degrees, points), 7)
    scale = plane.scale[0] * plane.scale[1]
    within = shapely.contains_xy(county, vertices[:, 0], vertices[:, 1])
    kept = np.flatnonzero(within)
    index = np.full(len(vertices), -1)
    index[kept] = np.arange(len(kept))
    edges = index[ridges]
    edges = edges[(edges >= 0).all(axis=1)]
    lines = shapely.linestrings(vertices[kept][edges])
    edges = edges[shapely.covers(inside, lines)]
    return Mesh(
        plane=plane,
        county=county,
        faces=tuple(faces),
        centres=centres,
        metres=plane.to_metres(centres),
        areas=np.array([face.area for face in faces]) * scale,
        neighbours=_neighbours(faces),
        corners=np.round(vertices[kept], 7),
        edges=edges,
    )


def _prepared(county: MultiPolygon) -> MultiPolygon:
    """The county with its spatial index built, which makes repeated questions fast."""
    shapely.prepare(county)
    return county


def _sites(county: MultiPolygon, plane: Plane, count: int, chance: Chance) -> np.ndarray:
    """Jittered points of a hexagonal grid inside the county, in metres."""
    west, south, east, north = county.bounds
    low, high = plane.to_metres([(west, south), (east, north)])
    area = county.area * plane.scale[0] * plane.scale[1]
    step = float(np.sqrt(area / count / 0.866))
    rows = np.arange(low[1], high[1] + step, step * 0.866)
    columns = np.arange(low[0], high[0] + step, step)
    x, y = np.meshgrid(columns, rows)
    x = x + np.where(np.arange(len(rows)) % 2, step / 2, 0)[:, None]
    grid = np.column_stack([x.ravel(), y.ravel()])
    grid = grid + chance.numpy.uniform(-JITTER * step, JITTER * step, grid.shape)
    degrees = plane.to_degrees(grid)
    inside = shapely.contains_xy(_prepared(county), degrees[:, 0], degrees[:, 1])
    return np.asarray(grid[inside])


def _neighbours(faces: list[Polygon]) -> np.ndarray:
    """Pairs of faces with a common edge."""
    owner: dict[tuple[tuple[float, ...], tuple[float, ...]], int] = {}
    pairs: set[tuple[int, int]] = set()
    for number, face in enumerate(faces):
        for ring in (face.exterior, *face.interiors):
            corners = list(ring.coords)
            for a, b in zip(corners, corners[1:], strict=False):
                edge = (a, b) if a < b else (b, a)
                other = owner.setdefault(edge, number)
                if other != number:
                    pairs.add((other, number))
    return np.array(sorted(pairs), dtype=int)
