"""Nearest station: every place belongs to the gauge that stands closest."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="thiessen1911",
    citation=(
        "A. H. Thiessen, Precipitation averages for large areas, Monthly Weather Review 39 (7), "
        "1911, pages 1082-1084, doi:10.1175/1520-0493(1911)39<1082b:PAFLA>2.0.CO;2. The printed "
        "paper was not at hand."
    ),
    quantity="Rain between gauges by the nearest one",
    inputs=("x", "y", "values", "at_x", "at_y", "reach"),
    # The properties of the method are tested; a printed example was not at hand.
    status="unverified",
)


def nearest_values(
    x: ArrayLike,
    y: ArrayLike,
    values: ArrayLike,
    at_x: ArrayLike,
    at_y: ArrayLike,
    reach: float = math.inf,
) -> Floats:
    """Values at places, each that of its nearest station; Thiessen 1911.

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
    reach : float, default inf
        Farther stations do not count. [m]

    Returns
    -------
    found : ndarray, shape (m,)
        Values; NaN where no station is within reach: nothing is made up. [as values]

    Raises
    ------
    InvalidInput
        A number is not finite, the reach not positive, or the lengths differ.

    Notes
    -----
    A shower over one gauge wets the cells around it and no others, where a weighted mean would let
    it drizzle on the whole county. At equal distance the first station counts.

    Examples
    --------
    >>> nearest_values([0.0, 300.0], [0.0, 0.0], [0.0, 36.0], [100.0, 9e4], [0.0, 0.0], 1.5e4)
    array([ 0., nan])

    References
    ----------
    [1] A. H. Thiessen, Monthly Weather Review 39 (7), 1911.
    """
    east, north, measured = finite("x", x), finite("y", y), finite("values", values)
    to_east, to_north = finite("at_x", at_x), finite("at_y", at_y)
    if not (east.ndim == 1 and east.shape == north.shape == measured.shape):
        raise InvalidInput("x, y and values must have one number a station")
    if to_east.shape != to_north.shape or not reach > 0.0:
        raise InvalidInput("places need two numbers each, and the reach must be more than 0")
    found = np.full(to_east.shape, np.nan)
    if not east.size:
        return found
    square = np.subtract.outer(to_east, east) ** 2 + np.subtract.outer(to_north, north) ** 2
    nearest = square.argmin(axis=-1)
    within = np.take_along_axis(square, nearest[..., None], axis=-1)[..., 0] <= reach**2
    found[within] = measured[nearest[within]]
    return found
