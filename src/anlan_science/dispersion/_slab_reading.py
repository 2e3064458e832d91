"""Concentrations of a cloud of the SLAB model at places and times."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from anlan_science.dispersion._slab_cloud import Cloud
from anlan_science.registry import Floats, InvalidInput, finite

#: Steps of the search for a half width.
HALVINGS = 40


def _over(known: Floats, values: Floats, at: Floats) -> Floats:
    """Values between the sections: geometric where they are positive, straight elsewhere."""
    order = np.argsort(known, kind="stable")
    x, y = known[order], values[order]
    straight = np.interp(at, x, y)
    empty = np.interp(at, x, (y <= 0.0).astype(float)) > 0.0
    curved = np.exp(np.interp(at, x, np.log(np.where(y > 0.0, y, 1.0))))
    return np.asarray(np.where(empty, straight, curved))


def _within(cloud: Cloud, x: ArrayLike) -> Floats:
    """Distances that the course reaches; farther ones are refused."""
    distance = finite("x", x)
    far = cloud.distance.max()
    if distance.size and distance.max() > far * (1.0 + 1e-12):
        raise InvalidInput(f"x: the cloud is followed to {far:.0f} m only; give a longer reach")
    return distance


def _across(y: Floats, core: Floats, edge: Floats) -> Floats:
    """Profile across or along the wind: even core, soft edges."""
    soft = np.sqrt(2.0) * np.maximum(edge, 1e-12)
    return np.asarray(erf((y + core) / soft) - erf((y - core) / soft))


def _upward(z: Floats, centre: Floats, spread: Floats) -> Floats:
    """Profile over height, mirrored at the ground."""
    wide = np.maximum(spread, 1e-12)
    return np.asarray(
        np.exp(-0.5 * ((z - centre) / wide) ** 2) + np.exp(-0.5 * ((z + centre) / wide) ** 2)
    )


def largest_fraction(cloud: Cloud, x: ArrayLike, y: ArrayLike = 0.0, z: ArrayLike = 0.0) -> Floats:
    r"""Largest concentration at a place while the cloud passes, averaged over the averaging time.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    y : float or ndarray, shape (n,), default 0
        Distance across the wind. [m]
    z : float or ndarray, shape (n,), default 0
        Height above the ground. [m]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction; 0 upwind of the cloud, never above 1. [-]

    Raises
    ------
    InvalidInput
        A place lies beyond the reach of the course, or under the ground.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    distance = _within(cloud, x)
    aside, above = finite("y", y), finite("z", z, least=0.0)
    at = [
        np.interp(distance, cloud.distance, each)
        for each in (cloud.core, cloud.edge, cloud.centre, cloud.spread)
    ]
    found = _over(cloud.distance, cloud.peak, distance)
    found = found * _across(aside, at[0], at[1]) * _upward(above, at[2], at[3])
    return np.asarray(np.where(distance < cloud.distance[0], 0.0, np.minimum(found, 1.0)))


def fraction_at(cloud: Cloud, x: ArrayLike, y: ArrayLike, z: ArrayLike, time: ArrayLike) -> Floats:
    r"""Concentration at a place and time, averaged over the averaging time.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    y : float or ndarray, shape (n,)
        Distance across the wind. [m]
    z : float or ndarray, shape (n,)
        Height above the ground. [m]
    time : float or ndarray, shape (n,)
        Time since the release began. [s]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction, never above 1. [-]

    Raises
    ------
    InvalidInput
        A place lies beyond the reach of the course, or a time beyond its end.

    Notes
    -----
    .. math:: c = c_c \left[\mathrm{erf}\frac{x - x_c + b_x}{\sqrt2 \beta_x} -
        \mathrm{erf}\frac{x - x_c - b_x}{\sqrt2 \beta_x}\right] [\ldots y \ldots] [\ldots z \ldots]

    Across and over height the profile is that of the distance; after a release in an instant, and
    along the wind, that of the time.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    since = finite("time", time, least=0.0)
    if since.size and since.max() > cloud.clock.max() * (1.0 + 1e-12):
        last = cloud.clock.max()
        raise InvalidInput(f"time: the cloud is followed for {last:.0f} s only; give more reach")
    distance = finite("x", x) if cloud.is_sudden else _within(cloud, x)
    known, at = (cloud.clock, since) if cloud.is_sudden else (cloud.distance, distance)
    core, edge, centre, spread = (
        np.interp(at, known, each) for each in (cloud.core, cloud.edge, cloud.centre, cloud.spread)
    )
    middle, length, along = (
        np.interp(since, cloud.clock, each)
        for each in (cloud.middle, cloud.core_length, cloud.edge_along)
    )
    found = _over(known, cloud.dense, at) * _across(distance - middle, length, along)
    found = found * _across(finite("y", y), core, edge)
    found = np.minimum(found * _upward(finite("z", z, least=0.0), centre, spread), 1.0)
    return np.asarray(np.where(distance < cloud.distance[0] - length, 0.0, found))


def half_width_of(cloud: Cloud, x: ArrayLike, level: float, z: float = 0.0) -> Floats:
    r"""Half width of the area in which the largest concentration reaches a level.

    Parameters
    ----------
    cloud : Cloud
        A course. [-]
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    level : float
        Volume fraction. [-]
    z : float, default 0
        Height above the ground. [m]

    Returns
    -------
    half_width : ndarray, shape (n,) or ()
        Distance from the axis at which the level is met; 0 where it is not reached. [m]

    Raises
    ------
    InvalidInput
        The level is not between 0 and 1, or a place is beyond the reach.

    References
    ----------
    [1] D. L. Ermak, User's Manual for SLAB, UCRL-MA-105607, 1990, section 2.4.
    """
    wanted = float(finite("level", level, above=0.0))
    distance = _within(cloud, x)
    low = np.zeros(distance.shape)
    high = low + 10.0 * (cloud.half_width.max() + cloud.edge.max())
    reached = largest_fraction(cloud, distance, 0.0, z) >= wanted
    for _step in range(HALVINGS):
        middle = 0.5 * (low + high)
        inside = largest_fraction(cloud, distance, middle, z) >= wanted
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.asarray(np.where(reached, low, 0.0))
