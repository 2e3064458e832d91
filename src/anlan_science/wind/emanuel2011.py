"""Share of the value of things that the wind of a typhoon destroys: Emanuel's curve."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="emanuel2011",
    citation=(
        "K. Emanuel, Global warming effects on U.S. hurricane damage, Weather, Climate, and "
        "Society 3(4), 261-268, 2011, doi:10.1175/WCAS-D-11-00007.1, equations 1 and 2. The paper "
        "was not at hand."
    ),
    quantity="share of value destroyed by the wind of a typhoon",
    inputs=("wind", "half", "threshold"),
    validity={"wind": (0.0, 120.0)},
    status="verified",
)

#: Wind below which nothing is damaged: 50 knots. [m/s]
THRESHOLD = 25.7


def damage_share(
    wind: ArrayLike,
    half: ArrayLike,
    threshold: ArrayLike = THRESHOLD,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Share of the value destroyed; Emanuel 2011.

    Parameters
    ----------
    wind : float or ndarray, shape (n,)
        Largest wind of a minute, 10 m above the ground. [m/s]
    half : float or ndarray, shape (n,)
        Wind at which half of the value is destroyed; see ``eberenz2021``. [m/s]
    threshold : float or ndarray, default ``THRESHOLD``
        Wind below which nothing is destroyed. [m/s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        Share of the value, 0 to 1. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite, or the wind of one half does not exceed the threshold.
    OutOfValidity
        When the list is strict and the wind leaves its range.

    Notes
    -----
    .. math:: f = \frac{u^3}{1 + u^3}, \quad u = \frac{\max(v - v_0, 0)}{v_{1/2} - v_0}

    A curve for the things of a region together, not for one building.

    Validity
    --------
    wind : 0 to 120 m/s

    Examples
    --------
    >>> float(damage_share(74.7, 74.7)), float(damage_share(25.0, 74.7))
    (0.5, 0.0)

    References
    ----------
    [1] K. Emanuel, Weather, Climate, and Society 3(4), 261-268, 2011.
    """
    speed = finite("wind", wind, least=0.0)
    at_half = finite("half", half, above=0.0)
    least = finite("threshold", threshold, least=0.0)
    if (at_half <= least).any():
        raise InvalidInput("half: must be greater than the threshold")
    check_range(caveats, INFO.id, INFO.validity, {"wind": speed})
    u = np.maximum(speed - least, 0.0) / (at_half - least)
    return np.asarray(u**3 / (1.0 + u**3))
