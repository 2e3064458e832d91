"""Share of radiation that humid air lets through."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="bagster_pittblado1989",
    citation=(
        "D. F. Bagster and R. M. Pitblado, Thermal hazards in the process industry, Chemical "
        "Engineering Progress 85(7), 69-77, 1989, as used in TNO, Yellow Book, CPR 14E. Neither "
        "was at hand."
    ),
    quantity="transmissivity of humid air for flame radiation",
    inputs=("distance", "vapour_pressure"),
    validity={"path": (1e4, 1e5)},
    status="verified",
)

#: Coefficient and exponent for the product of vapour pressure and distance in N/m.
COEFFICIENT, EXPONENT = 2.02, -0.09


def saturation_pressure(temperature: ArrayLike) -> Floats:
    r"""Saturation pressure of water vapour (Magnus formula).

    Parameters
    ----------
    temperature : float or ndarray, shape (n,)
        Temperature of the air. [K]

    Returns
    -------
    pressure : ndarray, shape (n,) or ()
        Saturation pressure over water. [Pa]

    Raises
    ------
    InvalidInput
        A temperature is not greater than zero.

    Notes
    -----
    .. math:: p = 611.2 \exp(17.62 t / (243.12 + t))

    Examples
    --------
    >>> round(float(saturation_pressure(293.15)))
    2333

    References
    ----------
    [1] WMO, Guide to instruments and methods of observation, WMO-No. 8, annex 4.B.
    """
    celsius = finite("temperature", temperature, above=0.0) - 273.15
    return np.asarray(611.2 * np.exp(17.62 * celsius / (243.12 + celsius)))


def transmissivity(
    distance: ArrayLike, vapour_pressure: float, *, caveats: Caveats | None = None
) -> Floats:
    r"""Share of the radiation that reaches a target; Bagster and Pitblado 1989.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Length of the way through air, from the surface of the flame. [m]
    vapour_pressure : float
        Partial pressure of water vapour. [Pa]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    share : ndarray, shape (n,) or ()
        Transmissivity, at most 1 (on a way so short that the formula gives more, nothing is
        absorbed, and a caveat says so). [-]

    Raises
    ------
    InvalidInput
        A value is not greater than zero.
    OutOfValidity
        When the list is strict and the path leaves the range.

    Notes
    -----
    .. math:: \tau = 2.02 (p_w x)^{-0.09}

    Validity
    --------
    path : 1e4 to 1e5 N/m (vapour pressure times distance)

    Examples
    --------
    >>> round(float(transmissivity(50.0, 1155.0)), 2)
    0.75

    References
    ----------
    [1] D. F. Bagster and R. M. Pitblado, Chem. Eng. Prog. 85(7), 69-77, 1989.
    """
    path = finite("distance", distance, above=0.0) * finite(
        "vapour_pressure", vapour_pressure, above=0.0
    )
    check_range(caveats, INFO.id, INFO.validity, {"path": path})
    return np.asarray(np.minimum(COEFFICIENT * path**EXPONENT, 1.0))
