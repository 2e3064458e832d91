"""Radiation of a long flame as many weighted points on its axis: near a jet flame too."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, InvalidInput, finite

INFO = ModelInfo(
    id="hankinson_lowesmith2012",
    citation=(
        "G. Hankinson and B. J. Lowesmith, A consideration of methods of determining the radiative "
        "characteristics of jet fires, Combustion and Flame 159, 1165-1177, 2012, "
        "doi:10.1016/j.combustflame.2011.09.004. Paper not seen; weights as HyRAM+ (ced0b5f) "
        "states them."
    ),
    quantity="thermal radiation of a jet flame as weighted points",
    inputs=("points", "start", "end", "radiated_power"),
    status="verified",
)

#: Number of points, and share of the length at which they are strongest.
POINTS, STRONGEST = 50, 0.75


def _weights() -> Floats:
    """Strength of each point: rising to three quarters of the length, then falling; sums to one."""
    rank, top = np.arange(1.0, POINTS + 1.0), int(STRONGEST * POINTS)
    falling = top - (top - 1.0) / (POINTS - (top + 1.0)) * (rank - (top + 1.0))
    weights = np.where(rank <= top, rank, falling)
    return np.asarray(weights / weights.sum())


def flux_at(
    points: ArrayLike,
    start: ArrayLike,
    end: ArrayLike,
    radiated_power: float,
    transmissivity: float = 1.0,
) -> Floats:
    r"""Flux on surfaces turned to a straight flame (Hankinson and Lowesmith 2012).

    Parameters
    ----------
    points : ndarray, shape (n, 3)
        Places of the surfaces. [m]
    start : ndarray, shape (3,)
        Beginning of the flame. [m]
    end : ndarray, shape (3,)
        Tip of the flame. [m]
    radiated_power : float
        Power that leaves as radiation. [W]
    transmissivity : float, default 1
        Share that the air lets through. [-]

    Returns
    -------
    flux : ndarray, shape (n,)
        Flux; every point of the flame is seen in front, which is on the safe side close by. [W/m²]

    Raises
    ------
    InvalidInput
        An input is impossible, or a place lies on the axis of the flame.

    Notes
    -----
    .. math:: q = \tau S \sum_j \frac{w_j}{4 \pi d_j^2}

    Examples
    --------
    Far away it is one point:

    >>> flux = flux_at([[500.0, 0.0, 2.5]], [0.0, 0.0, 0.0], [0.0, 0.0, 5.0], 1e6)
    >>> round(float(flux[0]) * 4 * 3.141592653589793 * 500.0**2 / 1e6, 3)
    1.0

    References
    ----------
    [1] G. Hankinson and B. J. Lowesmith, Combustion and Flame 159, 1165-1177, 2012.
    """
    places = np.atleast_2d(finite("points", points))
    one, other = finite("start", start), finite("end", end)
    power = float(finite("radiated_power", radiated_power, least=0.0))
    clear = float(finite("transmissivity", transmissivity, least=0.0))
    along = np.linspace(0.0, 1.0, POINTS)[:, None]
    sources = one + along * (other - one)
    squares = ((places[:, None, :] - sources[None, :, :]) ** 2).sum(axis=2)
    if squares.size and squares.min() <= 0.0:
        raise InvalidInput("points: a place lies on the axis of the flame")
    return np.asarray(clear * power * (_weights() / (4.0 * np.pi * squares)).sum(axis=1))
