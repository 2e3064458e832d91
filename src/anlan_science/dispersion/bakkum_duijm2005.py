"""Spreads of plume and puff, TNO Yellow Book."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="bakkum_duijm2005",
    citation=(
        "E. A. Bakkum and N. J. Duijm, Vapour cloud dispersion, chapter 4 of Methods for the "
        "Calculation of Physical Effects, CPR 14E (TNO Yellow Book), 3rd ed., 2005, section "
        "4.5.3.4. Book not seen; coefficients read in one public implementation (GasDispersion, "
        "27ac300), whose test values are reproduced; that is no independent case."
    ),
    quantity="spread of a plume and of a puff",
    inputs=("x", "stability"),
    validity={"x": (100.0, 100_000.0)},
    status="unverified",
)

#: Plume, ten minutes: sigma_y = a x^b, sigma_z = c x^d (a, b, c, d).
PLUME: Mapping[str, tuple[float, float, float, float]] = {
    "A": (0.527, 0.865, 0.28, 0.90),
    "B": (0.371, 0.866, 0.23, 0.85),
    "C": (0.209, 0.897, 0.22, 0.80),
    "D": (0.128, 0.905, 0.20, 0.76),
    "E": (0.098, 0.902, 0.15, 0.73),
    "F": (0.065, 0.902, 0.12, 0.67),
}
#: Along the wind, puff: sigma_x = 0.13 x, every class.
PUFF_ALONG = 0.13
#: Instantaneous crosswind spread over the ten-minute one.
PUFF_ACROSS = 0.5


def sigma_x_puff(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Standard deviation of a puff along the wind (Yellow Book, section 4.5.3.4).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance that the centre of the puff has travelled. [m]
    stability : str
        Stability class A to F; the value is the same in each. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    sigma_x : ndarray, shape (n,) or ()
        Standard deviation along the wind. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.

    Validity
    --------
    x : 100 to 100 000 m

    References
    ----------
    [1] E. A. Bakkum and N. J. Duijm, CPR 14E, 2005.
    """
    distance = finite("x", x, least=0.0)
    of_class(PLUME, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    return np.asarray(PUFF_ALONG * distance)


def sigma_y(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Crosswind standard deviation of a plume, ten minutes (Yellow Book, section 4.5.3.4).

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
        Standard deviation across the wind; half of it for a puff. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.

    Notes
    -----
    .. math:: \sigma_y = a x^b

    Validity
    --------
    x : 100 to 100 000 m

    References
    ----------
    [1] E. A. Bakkum and N. J. Duijm, CPR 14E, 2005.
    """
    distance = finite("x", x, least=0.0)
    a, b, _, _ = of_class(PLUME, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = a * distance**b
    return result


def sigma_y_puff(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Crosswind standard deviation of a puff: half that of the plume (Yellow Book).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance that the centre of the puff has travelled. [m]
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

    Validity
    --------
    x : 100 to 100 000 m

    References
    ----------
    [1] E. A. Bakkum and N. J. Duijm, CPR 14E, 2005.
    """
    return PUFF_ACROSS * sigma_y(x, stability, caveats)


def sigma_z(x: ArrayLike, stability: StabilityClass, caveats: Caveats | None = None) -> Floats:
    r"""Vertical standard deviation of a plume, roughness length 0.1 m (Yellow Book).

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

    Notes
    -----
    .. math:: \sigma_z = c x^d

    Validity
    --------
    x : 100 to 100 000 m

    References
    ----------
    [1] E. A. Bakkum and N. J. Duijm, CPR 14E, 2005.
    """
    distance = finite("x", x, least=0.0)
    _, _, c, d = of_class(PLUME, stability)
    check_range(caveats, INFO.id, INFO.validity, {"x": distance})
    result: Floats = c * distance**d
    return result
