"""Radiation of a flame taken as a point: the far field of jets and flares."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Floats, finite

INFO = ModelInfo(
    id="hajek_ludwig1960",
    citation=(
        "J. D. Hajek and E. E. Ludwig, How to design safe flare stacks, Petro/Chem Engineer 32(6), "
        "C31-C38, 1960, as in API Standard 521. Neither was at hand; compared with "
        "a printed calculation of example C.2 of API RP 521, 1990."
    ),
    quantity="thermal radiation of a flame as a point",
    inputs=("distance", "heat_release_rate", "radiant_share"),
    validity={"distance": (0.0, math.inf)},
    status="verified",
)


def point_source_flux(
    distance: ArrayLike,
    heat_release_rate: float,
    radiant_share: float,
    transmissivity: ArrayLike = 1.0,
) -> Floats:
    r"""Flux on a surface that faces a flame taken as a point; Hajek and Ludwig 1960.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Straight distance from the middle of the flame. [m]
    heat_release_rate : float
        Power of the fire. [W]
    radiant_share : float
        Share of the power that leaves as radiation. [-]
    transmissivity : float or ndarray, shape (n,), default 1
        Share that the air lets through. [-]

    Returns
    -------
    flux : ndarray, shape (n,) or ()
        Flux. [W/m²]

    Raises
    ------
    InvalidInput
        A value is impossible.

    Notes
    -----
    .. math:: q = \tau \chi Q / (4 \pi d^2)

    Nearer than about two flame lengths every part of the flame is not equally far: use a solid
    flame there.

    Validity
    --------
    distance : 0 to inf

    Examples
    --------
    >>> round(float(point_source_flux(48.86, 630e6, 0.3)) / 1e3, 1)
    6.3

    References
    ----------
    [1] J. D. Hajek and E. E. Ludwig, Petro/Chem Engineer 32(6), C31-C38, 1960.
    """
    power = finite("heat_release_rate", heat_release_rate, above=0.0)
    share = finite("radiant_share", radiant_share, least=0.0)
    through = finite("transmissivity", transmissivity, least=0.0)
    metres = finite("distance", distance, above=0.0)
    return np.asarray(through * share * power / (4.0 * np.pi * metres**2))
