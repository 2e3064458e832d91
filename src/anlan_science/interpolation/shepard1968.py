"""Inverse distance: what is near counts most, and at a station its own value holds."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="shepard1968",
    citation=(
        "D. Shepard, A two-dimensional interpolation function for irregularly-spaced data, "
        "Proceedings of the 23rd ACM National Conference, 1968, pages 517-524, "
        "doi:10.1145/800186.810616. The plain weights, cut off at a reach; not the corrections for "
        "direction and slope."
    ),
    quantity="Value between stations by inverse distance",
    inputs=("x", "y", "values", "at_x", "at_y", "power", "reach"),
    validity={"power": (1.0, 4.0)},
    # The properties of the method are tested; a printed example was not at hand.
    status="unverified",
)

#: A place so near to a station has its value. [m]
SAME_PLACE_M = 1.0


def weights(
    x: ArrayLike,
    y: ArrayLike,
    at_x: ArrayLike,
    at_y: ArrayLike,
    power: float = 2.0,
    reach: float = math.inf,
) -> Floats:
    """Share of each station in the value of each place; Shepard 1968, equation 1.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Stations, eastward. [m]
    y : ndarray, shape (n,)
        Stations, northward. [m]
    at_x : ndarray, shape (m,)
        Places, eastward. [m]
    at_y : ndarray, shape (m,)
        Places, northward. [m]
    power : float, default 2
        Power of the distance. [-]
    reach : float, default inf
        Farther stations do not count. [m]

    Returns
    -------
    shares : ndarray, shape (m, n)
        Shares; each row adds up to 1, or is NaN where no station is within reach. [-]

    Raises
    ------
    InvalidInput
        A coordinate is not finite, the power or reach not positive, or the lengths differ.

    Validity
    --------
    power : 1 to 4

    Examples
    --------
    >>> weights([0.0, 300.0], [0.0, 0.0], [100.0], [0.0]).round(2).tolist()
    [[0.8, 0.2]]

    References
    ----------
    [1] D. Shepard, Proceedings of the 23rd ACM National Conference, 1968.
    """
    east, north = finite("x", x), finite("y", y)
    to_east, to_north = finite("at_x", at_x), finite("at_y", at_y)
    if east.ndim != 1 or east.shape != north.shape or to_east.shape != to_north.shape:
        raise InvalidInput("x and y must have one number a place")
    if not (power > 0.0 and reach > 0.0):
        raise InvalidInput("power and reach must be more than 0")
    square = np.subtract.outer(to_east, east) ** 2 + np.subtract.outer(to_north, north) ** 2
    share = np.maximum(square, SAME_PLACE_M**2) ** (-power / 2.0)
    share[square > reach**2] = 0.0
    here = square < SAME_PLACE_M**2
    own = here.any(axis=-1)
    share[own] = here[own]
    total = share.sum(axis=-1, keepdims=True)
    found: Floats = np.divide(share, total, out=np.full_like(share, np.nan), where=total > 0.0)
    return found


def interpolate(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    at_x: ArrayLike,
    at_y: ArrayLike,
    power: float = 2.0,
    reach: float = math.inf,
) -> Floats:
    r"""Values at places between stations, by the inverse power of the distance; Shepard 1968.

    Parameters
    ----------
    x : ndarray, shape (n,)
        Stations, eastward. [m]
    y : ndarray, shape (n,)
        Stations, northward. [m]
    values : ndarray, shape (n,)
        What the stations measured. [any]
    at_x : ndarray, shape (m,)
        Places, eastward. [m]
    at_y : ndarray, shape (m,)
        Places, northward. [m]
    power : float, default 2
        Power of the distance. [-]
    reach : float, default inf
        Farther stations do not count. [m]

    Returns
    -------
    found : ndarray, shape (m,)
        Values; NaN where no station is within reach: nothing is made up. [as values]

    Raises
    ------
    InvalidInput
        A number is not finite, the power or reach not positive, or the lengths differ.

    Notes
    -----
    .. math:: z(P) = \sum_i d_i^{-p} z_i / \sum_i d_i^{-p}

    The result lies between the smallest and the largest value within reach: peaks between
    stations are not found, and heights are not regarded.

    Validity
    --------
    power : 1 to 4

    Examples
    --------
    >>> interpolate([0.0, 300.0], [0.0, 0.0], [10.0, 20.0], [100.0, 9e4], [0.0, 0.0], reach=5e4)
    array([12., nan])

    References
    ----------
    [1] D. Shepard, Proceedings of the 23rd ACM National Conference, 1968.
    """
    measured = finite("values", values)
    shares = weights(x, y, at_x, at_y, power, reach)
    if measured.shape != shares.shape[-1:]:
        raise InvalidInput("values must have one number a station")
    return np.asarray(shares @ measured)
