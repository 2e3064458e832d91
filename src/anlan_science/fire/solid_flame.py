"""How much of what a target sees is flame: view factor of a leaning cylinder."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="solid_flame",
    citation=(
        "Geometry of K. S. Mudan, Geometric view factors for thermal radiation hazard assessment, "
        "Fire Safety Journal 12(2), 89-96, 1987, doi:10.1016/0379-7112(87)90024-5, integrated "
        "numerically here; verified against the closed form for the upright cylinder as printed by "
        "C. L. Beyler, Fire hazard calculations for large open hydrocarbon fires, SFPE Handbook."
    ),
    quantity="view factor of a flame as a leaning cylinder",
    inputs=("targets", "normals", "diameter", "length", "tilt", "downwind"),
    status="verified",
)

_AROUND, _ALONG, _CHUNK = 96, 64, 64


def view_factor(
    targets: ArrayLike,
    normals: ArrayLike,
    diameter: float,
    length: float,
    tilt: float = 0.0,
    downwind: float = 0.0,
) -> Floats:
    r"""View factor from small surfaces to a flame that leans over its pool; Mudan 1987.

    Parameters
    ----------
    targets : ndarray, shape (n, 3)
        Places of the targets: x east, y north, z up, from the middle of the pool. [m]
    normals : ndarray, shape (n, 3)
        Outward normals of the targets; their length does not matter. [-]
    diameter : float
        Diameter of the flame. [m]
    length : float
        Length of the flame along its axis. [m]
    tilt : float, default 0
        Angle between axis and vertical, 0 to less than π/2. [rad]
    downwind : float, default 0
        Direction the flame leans to, clockwise from north. [rad]

    Returns
    -------
    factor : ndarray, shape (n,)
        View factor, 0 to 1. [-]

    Raises
    ------
    InvalidInput
        A value is impossible, or a target is inside the flame.

    Notes
    -----
    .. math:: F = \int \frac{\cos\beta_1 \cos\beta_2}{\pi d^2} dA

    over the parts of the mantle that the target and the flame turn to each other. Cross-sections
    stay level circles, so the mantle is convex and hides only its own far side; the level top is
    not seen from below it. Integrated by the midpoint rule on 96 × 64 patches: closer to the flame
    than a tenth of its diameter the patches are coarse.

    Examples
    --------
    >>> place, facing = [[0.0, 30.0, 0.0]], [[0.0, -1.0, 0.0]]
    >>> round(float(view_factor(place, facing, 20.0, 20.0)[0]), 3)
    0.132

    References
    ----------
    [1] K. S. Mudan, Fire Safety Journal 12(2), 89-96, 1987.
    """
    places = finite("targets", targets)
    facing = finite("normals", normals)
    if places.ndim != 2 or places.shape[1] != 3 or facing.shape != places.shape:
        raise InvalidInput("targets and normals must have the shape (n, 3)")
    radius = float(finite("diameter", diameter, above=0.0)) / 2.0
    axis = float(finite("length", length, above=0.0))
    lean = float(finite("tilt", tilt, least=0.0))
    if lean >= np.pi / 2:
        raise InvalidInput("tilt must be less than a right angle")
    size = np.linalg.norm(facing, axis=1, keepdims=True)
    if (size == 0.0).any():
        raise InvalidInput("a normal has no direction")
    shift = np.array([np.sin(float(downwind)), np.cos(float(downwind))])
    level = places[:, 2] / np.cos(lean)
    middle = places[:, :2] - np.tan(lean) * places[:, 2:] * shift
    inside = (np.hypot(*middle.T) < radius) & (level >= 0.0) & (level < axis)
    if inside.any():
        raise InvalidInput("a target is inside the flame")
    points, patches = _mantle(radius, axis, lean, shift)
    factor = np.empty(len(places))
    for start in range(0, len(places), _CHUNK):
        part = slice(start, start + _CHUNK)
        factor[part] = _integrate(places[part], (facing / size)[part], points, patches)
    return factor


def _mantle(radius: float, axis: float, lean: float, shift: Floats) -> tuple[Floats, Floats]:
    """Middles of the patches, and their outward normals times area."""
    around = (np.arange(_AROUND) + 0.5) * 2.0 * np.pi / _AROUND
    along = (np.arange(_ALONG) + 0.5) * axis / _ALONG
    angle, s = (array.ravel() for array in np.meshgrid(around, along, indexing="ij"))
    out = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    points = np.empty((angle.size, 3))
    points[:, :2] = radius * out + np.sin(lean) * s[:, None] * shift
    points[:, 2] = np.cos(lean) * s
    area = radius * (2.0 * np.pi / _AROUND) * (axis / _ALONG)
    patches = np.empty_like(points)
    patches[:, :2] = area * np.cos(lean) * out
    patches[:, 2] = -area * np.sin(lean) * (out @ shift)
    return points, patches


def _integrate(places: Floats, facing: Floats, points: Floats, patches: Floats) -> Floats:
    """Sum of the patches that target and flame turn to each other."""
    square = np.zeros((len(places), len(points)))
    seen = np.zeros_like(square)
    given = np.zeros_like(square)
    for axis in range(3):
        step = points[None, :, axis] - places[:, None, axis]
        square += step**2
        seen += facing[:, None, axis] * step
        given -= patches[None, :, axis] * step
    return np.asarray(
        np.sum(np.maximum(seen, 0.0) * np.maximum(given, 0.0) / (np.pi * square**2), axis=1)
    )
