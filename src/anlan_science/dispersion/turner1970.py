"""Spread of a plume after the curves of Turner's workbook, in the fits printed by Lees."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="turner1970",
    citation=(
        "D. B. Turner, Workbook of Atmospheric Dispersion Estimates, PHS 999-AP-26, 1970, figures "
        "3-2 and 3-3; fits of F. P. Lees, Loss Prevention in the Process Industries, 2nd ed., "
        "1996, section 15. Neither seen: coefficients read in one public implementation "
        "(GasDispersion, 27ac300), whose test values are reproduced; that is no independent case."
    ),
    quantity="crosswind and vertical spread of a plume",
    inputs=("x", "stability"),
    validity={"x": (100.0, 100_000.0)},
    status="unverified",
)

#: sigma_y = a x^b by class (a, b).
SIGMA_Y: Mapping[str, tuple[float, float]] = {
    "A": (0.493, 0.88),
    "B": (0.337, 0.88),
    "C": (0.195, 0.90),
    "D": (0.128, 0.90),
    "E": (0.091, 0.91),
    "F": (0.067, 0.90),
}
#: sigma_z = a x^b up to a distance (limit m, a, b).
NEAR: Mapping[str, tuple[float, float, float]] = {
    "A": (300.0, 0.087, 1.10),
    "B": (500.0, 0.135, 0.95),
    "C": (np.inf, 0.112, 0.91),
    "D": (500.0, 0.093, 0.85),
    "E": (500.0, 0.082, 0.82),
    "F": (500.0, 0.057, 0.80),
}
#: log10 sigma_z = a + b log10 x + c (log10 x)^2 beyond it (a, b, c); class C has one piece.
FAR: Mapping[str, tuple[float, float, float]] = {
    "A": (-1.67, 0.902, 0.181),
    "B": (-1.25, 1.09, 0.0018),
    "C": (0.0, 0.0, 0.0),
    "D": (-1.22, 1.08, -0.061),
    "E": (-1.18, 1.04, -0.070),
    "F": (-1.91, 1.37, -0.119),
}
#: Farthest distance of the vertical curves that end before 100 km. [m]
FARTHEST: Mapping[str, float] = {"A": 3000.0, "B": 20_000.0}


def sigma_y(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Crosswind standard deviation of a plume (fit to Turner 1970, figure 3-2).

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
    sigma_y : ndarray, shape (n,) or ()
        Standard deviation across the wind. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    .. math:: \sigma_y = a x^b

    Validity
    --------
    x : 100 to 100 000 m

    References
    ----------
    [1] D. B. Turner, PHS 999-AP-26, 1970.
    """
    distance = finite("x", x, least=0.0)
    a, b = of_class(SIGMA_Y, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = a * distance**b
    return result


def sigma_z(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Vertical standard deviation of a plume (fit to Turner 1970, figure 3-3).

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
        A distance is negative or not finite.
    UnknownClass
        The class is not in the table.

    Notes
    -----
    A power of x near the source, a quadratic in log x beyond.

    Validity
    --------
    x : 100 to 100 000 m; class A to 3000 m, class B to 20 000 m

    References
    ----------
    [1] D. B. Turner, PHS 999-AP-26, 1970.
    """
    distance = finite("x", x, least=0.0)
    limit, a, b = of_class(NEAR, stability)
    high = FARTHEST.get(stability, INFO.validity["x"][1])
    check_range(caveats, INFO.id, {"x": (INFO.validity["x"][0], high)}, {"x": distance})
    c0, c1, c2 = FAR[stability]
    log_x = np.log10(np.maximum(distance, 1.0))
    far = 10.0 ** (c0 + c1 * log_x + c2 * log_x**2)
    return np.where(distance <= limit, a * distance**b, far)
