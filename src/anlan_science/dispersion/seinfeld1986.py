"""Pasquill-Gifford spreads with the averaging time in the crosswind spread."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite, note

INFO = ModelInfo(
    id="seinfeld1986",
    citation=(
        "Crosswind: T. O. Spicer and J. A. Havens, Development of Vapor Dispersion Models for "
        "Non-Neutrally Buoyant Gas Mixtures, 1988. Vertical: J. H. Seinfeld, Atmospheric Chemistry "
        "and Physics of Air Pollution, 1986. Neither seen; coefficients read in a public "
        "implementation (GasDispersion, 27ac300). The plume of CCPS, Guidelines for Consequence "
        "Analysis of Chemical Releases, 1999, p. 97 (class F, 500 m) is reproduced."
    ),
    quantity="crosswind and vertical spread of a plume",
    inputs=("x", "stability", "averaging_time"),
    validity={"x": (100.0, 10_000.0), "averaging_time": (18.4, 3600.0)},
    status="unverified",
)

#: sigma_y = a x^0.9 at 600 s, and the shortest averaging time (a, s).
SIGMA_Y: Mapping[str, tuple[float, float]] = {
    "A": (0.423, 18.4),
    "B": (0.313, 18.4),
    "C": (0.210, 18.4),
    "D": (0.136, 18.3),
    "E": (0.102, 11.4),
    "F": (0.0674, 4.6),
}
#: sigma_z = a x^b exp(c (ln x)^2) (a, b, c).
SIGMA_Z: Mapping[str, tuple[float, float, float]] = {
    "A": (107.7, -1.7172, 0.2770),
    "B": (0.1355, 0.8752, 0.0136),
    "C": (0.09623, 0.9477, -0.0020),
    "D": (0.04134, 1.1737, -0.0316),
    "E": (0.02275, 1.3010, -0.0450),
    "F": (0.01122, 1.4024, -0.0540),
}


def sigma_y(
    x: ArrayLike,
    stability: StabilityClass,
    averaging_time: float = 600.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Crosswind standard deviation of a plume for an averaging time (Spicer and Havens 1988).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    averaging_time : float, default 600.0
        Averaging time of the concentration. [s]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_y : ndarray, shape (n,) or ()
        Standard deviation across the wind. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite, the time not positive.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_y = a (\max(t, t_0) / 600)^{0.2} x^{0.9}

    Below the time t0 of the class the plume no longer narrows; a caveat says when that happens.

    Validity
    --------
    x : 100 to 10 000 m

    References
    ----------
    [1] T. O. Spicer and J. A. Havens, 1988.
    """
    distance = finite("x", x, least=0.0)
    a, shortest = of_class(SIGMA_Y, stability)
    time = float(finite("averaging_time", averaging_time, above=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    if time < shortest:
        text = f"{time:g} s is less than {shortest:g} s, the shortest of class {stability}"
        note(caveats, INFO.id, "averaging_time", text)
    result: Floats = a * (max(time, shortest) / 600.0) ** 0.2 * distance**0.9
    return result


def sigma_z(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Vertical standard deviation of a plume (Seinfeld 1986).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind. [m]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_z : ndarray, shape (n,) or ()
        Vertical standard deviation. [m]

    Raises
    ------
    InvalidInput
        A distance is not positive or not finite: class A has no limit at the source.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_z = a x^b \exp(c (\ln x)^2)

    Class A falls with distance below 22 m and has no meaning there.

    Validity
    --------
    x : 100 to 10 000 m

    References
    ----------
    [1] J. H. Seinfeld, 1986.
    """
    distance = finite("x", x, above=0.0)
    a, b, c = of_class(SIGMA_Z, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = a * distance**b * np.exp(c * np.log(distance) ** 2)
    return result
