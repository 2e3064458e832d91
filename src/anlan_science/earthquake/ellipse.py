"""Isoseismals as ellipses: intensity at a place from a relation for each axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.registry import Floats, InvalidInput, finite

#: Halvings of the search between both axes; leaves less than a metre anywhere on Earth.
HALVINGS = 48


@dataclass(frozen=True, slots=True)
class Axis:
    """I = constant + magnitude M - decay lg(R + offset), R in km."""

    constant: float
    magnitude: float
    decay: float
    offset: float


@dataclass(frozen=True, slots=True)
class Relation:
    """Relations of both axes of a region, and the standard deviation of intensity."""

    major: Axis
    minor: Axis
    deviation: float


def on_axis(axis: Axis, magnitude: float, distance_km: ArrayLike) -> Floats:
    r"""Intensity on an axis of the isoseismals.

    Parameters
    ----------
    axis : Axis
        Relation of the axis. [-]
    magnitude : float
        Surface-wave magnitude. [-]
    distance_km : float or ndarray, shape (n,)
        Distance from the epicentre along the axis. [km]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Intensity; not cut off at 12. [degrees of intensity]

    Raises
    ------
    InvalidInput
        A value is not finite, or the distance is negative.

    Notes
    -----
    .. math:: I = a + b M - c \lg(R + R_0)

    Examples
    --------
    >>> float(on_axis(Axis(1.0, 1.0, 2.0, 10.0), 6.0, 0.0))
    5.0
    """
    size = float(finite("magnitude", magnitude))
    far = finite("distance_km", distance_km, least=0.0)
    return np.asarray(
        axis.constant + axis.magnitude * size - axis.decay * np.log10(far + axis.offset)
    )


def reach_km(axis: Axis, magnitude: float, intensity: ArrayLike) -> Floats:
    r"""Distance along an axis within which an intensity is reached.

    Parameters
    ----------
    axis : Axis
        Relation of the axis. [-]
    magnitude : float
        Surface-wave magnitude. [-]
    intensity : float or ndarray, shape (n,)
        Intensity. [degrees of intensity]

    Returns
    -------
    reach : ndarray, shape (n,) or ()
        Half axis of the isoseismal; 0 where even the epicentre is below. [km]

    Raises
    ------
    InvalidInput
        A value is not finite.

    Notes
    -----
    .. math:: R = 10^{(a + b M - I)/c} - R_0

    Examples
    --------
    >>> round(float(reach_km(Axis(1.0, 1.0, 2.0, 10.0), 6.0, 3.0)), 9)
    90.0
    """
    size = float(finite("magnitude", magnitude))
    level = finite("intensity", intensity)
    exponent = (axis.constant + axis.magnitude * size - level) / axis.decay
    return np.asarray(np.maximum(0.0, 10.0**exponent - axis.offset))


def intensity_at(
    relation: Relation,
    magnitude: float,
    along_km: ArrayLike,
    across_km: ArrayLike,
) -> Floats:
    r"""Intensity at a place: that of the ellipse that passes it.

    Parameters
    ----------
    relation : Relation
        Relations of both axes. [-]
    magnitude : float
        Surface-wave magnitude. [-]
    along_km : float or ndarray, shape (n,)
        Distance from the epicentre along the major axis. [km]
    across_km : float or ndarray, shape (n,)
        Distance from the epicentre along the minor axis. [km]

    Returns
    -------
    intensity : ndarray, shape (n,) or ()
        Intensity; not cut off at 12. [degrees of intensity]

    Raises
    ------
    InvalidInput
        A value is not finite, or the arrays do not fit.

    Notes
    -----
    .. math:: (x / R_a(I))^2 + (y / R_b(I))^2 = 1

    solved for I by halving between the intensities that the place would have on either axis.

    Examples
    --------
    >>> same = Axis(1.0, 1.0, 2.0, 10.0)
    >>> round(float(intensity_at(Relation(same, same, 0.5), 6.0, 54.0, 72.0)), 9)
    3.0
    """
    try:
        x, y = np.broadcast_arrays(
            abs(finite("along_km", along_km)), abs(finite("across_km", across_km))
        )
    except ValueError as error:
        raise InvalidInput(f"along_km, across_km: {error}") from error
    far = np.hypot(x, y)
    bounds = np.array([on_axis(axis, magnitude, far) for axis in (relation.major, relation.minor)])
    low, high = bounds.min(axis=0), bounds.max(axis=0)
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        a = reach_km(relation.major, magnitude, middle)
        b = reach_km(relation.minor, magnitude, middle)
        # The ellipse of the middle passes outside: the place feels more than that.
        outside = (x * b) ** 2 + (y * a) ** 2 < (a * b) ** 2
        low, high = np.where(outside, middle, low), np.where(outside, high, middle)
    return np.asarray(0.5 * (low + high))


def turn(east_km: ArrayLike, north_km: ArrayLike, strike: float) -> tuple[Floats, Floats]:
    r"""Distances along and across the major axis of the isoseismals.

    Parameters
    ----------
    east_km : float or ndarray, shape (n,)
        Distance east of the epicentre. [km]
    north_km : float or ndarray, shape (n,)
        Distance north of the epicentre. [km]
    strike : float
        Direction of the major axis, clockwise from north; mostly that of the fault. [°]

    Returns
    -------
    along : ndarray, shape (n,) or ()
        Distance along the axis. [km]
    across : ndarray, shape (n,) or ()
        Distance to the right of it. [km]

    Raises
    ------
    InvalidInput
        A value is not finite.

    Notes
    -----
    .. math:: x = E \sin\alpha + N \cos\alpha, \quad y = E \cos\alpha - N \sin\alpha

    Examples
    --------
    >>> [round(float(value), 9) for value in turn(3.0, 0.0, 90.0)]
    [3.0, 0.0]
    """
    east, north = finite("east_km", east_km), finite("north_km", north_km)
    angle = np.radians(float(finite("strike", strike)))
    along = east * np.sin(angle) + north * np.cos(angle)
    return np.asarray(along), np.asarray(east * np.cos(angle) - north * np.sin(angle))
