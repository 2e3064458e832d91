"""Runoff of a storm: the curve number method."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="scs1972",
    citation=(
        "USDA Soil Conservation Service, National Engineering Handbook, Section 4 Hydrology, "
        "chapter 10, 1972 (today NEH part 630 chapter 10, 2004). The printed handbook was not at "
        "hand; example: NEH 630.10, 4.0 in of rain on curve number 80 give 2.04 in."
    ),
    quantity="runoff of a storm",
    inputs=("rain", "curve_number"),
    validity={"curve_number": (30.0, 100.0), "initial_share": (0.05, 0.2)},
    status="verified",
)

#: S = 1000 / CN - 10 inches; one inch is 25.4 kg/m² of water.
_INCH = 25.4


def runoff(
    rain: ArrayLike,
    curve_number: ArrayLike,
    initial_share: float = 0.2,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Runoff of the rain that has fallen so far; SCS 1972.

    Parameters
    ----------
    rain : float or ndarray, shape (n,)
        Rain since the storm began; 1 kg/m² is 1 mm. [kg/m²]
    curve_number : float or ndarray, shape (n,)
        Curve number of soil, use and wetness. [-]
    initial_share : float, default 0.2
        Initial abstraction over the greatest retention. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    runoff : ndarray, shape (n,)
        Runoff since the storm began. [kg/m²]

    Raises
    ------
    InvalidInput
        Rain is negative, a curve number is not above 0, an input is not finite.
    OutOfValidity
        When the list is strict and an input lies outside its range.

    Notes
    -----
    .. math:: Q = \frac{(P - \lambda S)^2}{P + (1 - \lambda) S}, \quad S = 25.4 (1000 / CN - 10)

    Validity
    --------
    curve_number : 30 to 100
    initial_share : 0.05 to 0.2

    Examples
    --------
    >>> round(float(runoff(4.0 * 25.4, 80.0)) / 25.4, 2)
    2.04

    References
    ----------
    [1] USDA NRCS, National Engineering Handbook, part 630 chapter 10, 2004.
    """
    fallen = finite("rain", rain, least=0.0)
    number = finite("curve_number", curve_number, above=0.0)
    check_range(
        caveats,
        INFO.id,
        INFO.validity,
        {"curve_number": number, "initial_share": np.asarray(initial_share)},
    )
    retention = _INCH * np.maximum(0.0, 1000.0 / number - 10.0)
    share = float(finite("initial_share", initial_share, least=0.0))
    excess = np.maximum(0.0, fallen - share * retention)
    whole = excess + retention
    return np.asarray(np.divide(excess**2, whole, out=np.zeros_like(whole), where=whole > 0.0))
