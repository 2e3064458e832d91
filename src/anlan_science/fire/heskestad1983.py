"""Mean visible height of a buoyant flame, from the power of the fire."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="heskestad1983",
    citation=(
        "G. Heskestad, Luminous heights of turbulent diffusion flames, Fire Safety Journal 5(2), "
        "103-108, 1983, doi:10.1016/0379-7112(83)90002-4. The paper was not at hand; verified "
        "against the table of correlations of the National Institute of Standards and Technology."
    ),
    quantity="flame height of a pool fire in still air",
    inputs=("heat_release_rate", "diameter"),
    validity={"froude": (0.12, 1e4)},
    status="verified",
)

#: Coefficients of height for the power in kW, and of the diameter.
POWER, WIDTH = 0.230, 1.02
#: Density times heat capacity times temperature times root of g of air, for the Froude number.
_AIR_KW = 1.204 * 1.005 * 293.0 * 9.81**0.5


def flame_height(
    heat_release_rate: ArrayLike, diameter: ArrayLike, *, caveats: Caveats | None = None
) -> Floats:
    r"""Height of the flame above the pool in still air; Heskestad 1983.

    Parameters
    ----------
    heat_release_rate : float or ndarray, shape (n,)
        Total power of the fire. [W]
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    height : ndarray, shape (n,) or ()
        Mean height of the visible flame. Below 0 the fire breaks up into flamelets. [m]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.
    OutOfValidity
        When the list is strict and the Froude number leaves the range.

    Notes
    -----
    .. math:: L = 0.23 Q^{2/5} - 1.02 D

    with Q in kW. Later texts print 0.235.

    Validity
    --------
    froude : 0.12 to 1e4 (power over that of a flame as high as the pool is wide)

    Examples
    --------
    >>> round(float(flame_height(1e6, 1.0)), 2)
    2.63

    References
    ----------
    [1] G. Heskestad, Fire Safety Journal 5(2), 103-108, 1983.
    """
    kilowatts = finite("heat_release_rate", heat_release_rate, above=0.0) / 1e3
    width = finite("diameter", diameter, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"froude": kilowatts / (_AIR_KW * width**2.5)})
    return np.asarray(POWER * kilowatts**0.4 - WIDTH * width)
