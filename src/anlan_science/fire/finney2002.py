"""Front of a fire over terrain: when it arrives at every cell, by the least travel time."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.fire import _spread_kernels
from anlan_science.fire.anderson1983 import shape_of
from anlan_science.fire.rothermel1972 import Bed, spread
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, finite

INFO = ModelInfo(
    id="finney2002",
    citation=(
        "M. A. Finney, Fire growth using minimum travel time methods, Canadian Journal of Forest "
        "Research 32(8), 1420-1424, 2002, doi:10.1139/x02-068. Not at hand: the principle, on a "
        "raster with ways from 32 neighbours; verified against the ellipse of a constant wind."
    ),
    quantity="arrival time of a surface fire",
    inputs=("fuel", "wind_speed", "wind_from", "slope", "aspect", "ignitions"),
    validity={},
    status="verified",
)


def _ways() -> NDArray[np.int64]:
    """Steps north and east to 32 neighbours, each in a direction of its own."""
    quadrant = [(0, 1), (1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 3), (3, 2)]
    turned = {
        step
        for north, east in quadrant
        for step in ((north, east), (east, -north), (-north, -east), (-east, north))
    }
    around = sorted(turned, key=lambda step: math.atan2(step[1], step[0]))
    return np.array(around, dtype=np.int64)


STEPS = _ways()


def slope_and_aspect(height: ArrayLike, cell: float) -> tuple[Floats, Floats]:
    r"""Steepness of terrain and the direction in which it falls.

    Parameters
    ----------
    height : ndarray, shape (rows, columns)
        Height of the ground; rows run from south to north, columns from west to east. [m]
    cell : float
        Length of a side of a cell. [m]

    Returns
    -------
    slope : ndarray, shape (rows, columns)
        Rise over run. [-]
    aspect : ndarray, shape (rows, columns)
        Direction of the fall, clockwise from north. [°]

    Raises
    ------
    InvalidInput
        A height is not finite, the raster is too small, or the cell is not greater than zero.

    Notes
    -----
    .. math:: \tan\varphi = |\nabla z|

    by central differences.

    Examples
    --------
    >>> slope, aspect = slope_and_aspect(np.tile([0.0, 5.0, 10.0], (3, 1)), 10.0)
    >>> float(slope[1, 1]), float(aspect[1, 1])
    (0.5, 270.0)

    References
    ----------
    [1] M. A. Finney, Canadian Journal of Forest Research 32(8), 1420-1424, 2002.
    """
    ground = finite("height", height)
    if ground.ndim != 2 or min(ground.shape) < 2:
        raise InvalidInput("height: two rows and two columns at least")
    north, east = np.gradient(ground, float(finite("cell", cell, above=0.0)))
    return np.hypot(east, north), np.degrees(np.arctan2(-east, -north)) % 360.0


def arrival_times(
    head: ArrayLike,
    towards: ArrayLike,
    eccentricity: ArrayLike,
    cell: float,
    ignitions: ArrayLike,
    latest: float = math.inf,
) -> Floats:
    r"""Time at which the front arrives at every cell; Finney 2002.

    Parameters
    ----------
    head : ndarray, shape (rows, columns)
        Greatest rate of spread of each cell; 0 does not burn. Rows run from south to north. [m/s]
    towards : float or ndarray, shape (rows, columns)
        Direction of the greatest rate, clockwise from north. [°]
    eccentricity : float or ndarray, shape (rows, columns)
        Eccentricity of the ellipse of each cell, below 1. [-]
    cell : float
        Length of a side of a cell. [m]
    ignitions : ndarray, shape (rows, columns)
        Time at which each cell is lit from outside; infinite elsewhere. [s]
    latest : float, default inf
        Times after this are not followed. [s]

    Returns
    -------
    arrival : ndarray, shape (rows, columns)
        Time of arrival; infinite where the fire does not come. [s]

    Raises
    ------
    InvalidInput
        A value is not finite or out of its range, or the shapes do not fit.

    Notes
    -----
    .. math:: T(P) = \min_{\text{ways}} \int \frac{1 - e \cos(\theta - \theta_0)}{R (1 - e)} ds

    Earliest cell first, by straight ways from 32 neighbours and from points between two of them;
    on a way the cells crossed count by their share. The front is never early. Without wind it is
    0.5 % late at most; an ellipse narrower than a few cells loses area.

    Examples
    --------
    >>> start = np.full((3, 5), np.inf)
    >>> start[1, 0] = 0.0
    >>> arrival_times(np.full((3, 5), 0.5), 0.0, 0.0, 10.0, start)[1].tolist()
    [0.0, 20.0, 40.0, 60.0, 80.0]

    References
    ----------
    [1] M. A. Finney, Canadian Journal of Forest Research 32(8), 1420-1424, 2002.
    """
    rate = np.ascontiguousarray(finite("head", head, least=0.0))
    if rate.ndim != 2:
        raise InvalidInput("head: a raster of rows and columns")
    try:
        direction = np.broadcast_to(np.radians(finite("towards", towards)), rate.shape)
        narrow = np.broadcast_to(finite("eccentricity", eccentricity, least=0.0), rate.shape)
        start = np.broadcast_to(np.asarray(ignitions, dtype=np.float64), rate.shape)
    except ValueError as error:
        raise InvalidInput(f"the rasters do not fit: {error}") from error
    if (narrow >= 1.0).any():
        raise InvalidInput("eccentricity: every value must be below one")
    if np.isnan(start).any() or (start < 0).any() or math.isnan(latest):
        raise InvalidInput("ignitions: no negative time and no NaN")
    arrival = np.array(start, order="C")
    arrival[rate <= 0.0] = math.inf
    side = float(finite("cell", cell, above=0.0))
    if arrival.size:
        _spread_kernels.burn(
            arrival,
            rate / side,
            np.ascontiguousarray(np.cos(direction)),
            np.ascontiguousarray(np.sin(direction)),
            np.array(narrow, order="C"),
            STEPS,
            float(latest),
        )
    return arrival


def simulate(
    fuels: ArrayLike,
    beds: dict[int, Bed],
    height: ArrayLike,
    cell: float,
    wind_speed: ArrayLike,
    wind_from: ArrayLike,
    ignitions: ArrayLike,
    latest: float = math.inf,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Arrival of a surface fire over fuel, terrain and wind.

    Parameters
    ----------
    fuels : ndarray of int, shape (rows, columns)
        Number of the fuel of each cell; one that is not in ``beds`` does not burn. [-]
    beds : dict of int to Bed
        Beds by number of fuel, see ``rothermel1972.make_bed``. [-]
    height : ndarray, shape (rows, columns)
        Height of the ground; rows run from south to north. [m]
    cell : float
        Length of a side of a cell. [m]
    wind_speed : float or ndarray, shape (rows, columns)
        Wind at the height of the middle of the flame. [m/s]
    wind_from : float or ndarray, shape (rows, columns)
        Direction the wind comes FROM, clockwise from north. [°]
    ignitions : ndarray, shape (rows, columns)
        Time at which each cell is lit from outside; infinite elsewhere. [s]
    latest : float, default inf
        Times after this are not followed. [s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    arrival : ndarray, shape (rows, columns)
        Time of arrival; infinite where the fire does not come. [s]

    Raises
    ------
    InvalidInput
        A value is not finite or out of its range, or the shapes do not fit.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    Rates by ``rothermel1972``, ellipse by ``anderson1983``, front by ``arrival_times``; distances
    on the map, wind constant in time.

    References
    ----------
    [1] M. A. Finney, Canadian Journal of Forest Research 32(8), 1420-1424, 2002.
    """
    number = np.asarray(fuels)
    slope, aspect = slope_and_aspect(height, cell)
    try:
        wind, bearing = (
            np.broadcast_to(finite(name, value), number.shape)
            for name, value in (("wind_speed", wind_speed), ("wind_from", wind_from))
        )
        slope, aspect = np.broadcast_to(slope, number.shape), np.broadcast_to(aspect, number.shape)
    except ValueError as error:
        raise InvalidInput(f"the rasters do not fit: {error}") from error
    head, towards, eccentricity = (np.zeros(number.shape) for _ in range(3))
    for code, bed in sorted(beds.items()):
        own = number == code
        if not own.any():
            continue
        found = spread(bed, wind[own], bearing[own], slope[own], aspect[own], caveats=caveats)
        head[own], towards[own] = found.rate, found.towards
        ellipse = shape_of(found.rate, found.effective_wind, caveats=caveats)
        eccentricity[own] = ellipse.eccentricity
    return arrival_times(head, towards, eccentricity, cell, ignitions, latest)
