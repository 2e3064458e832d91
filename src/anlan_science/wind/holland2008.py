"""Wind of a typhoon from its pressures: Holland's relation of 2008 for the wind near the sea."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite
from anlan_science.wind.holland1980 import AIR_DENSITY

INFO = ModelInfo(
    id="holland2008",
    citation=(
        "G. J. Holland, A revised hurricane pressure-wind model, Monthly Weather Review 136(9), "
        "3432-3445, 2008, doi:10.1175/2008MWR2395.1, equation 11. The paper was not at hand: "
        "coefficients read in Delft Dashboard (holland2010_v02), values compared with CLIMADA."
    ),
    quantity="largest wind near the sea of a typhoon",
    inputs=("pressure_drop", "filling", "latitude", "translation"),
    validity={"pressure_drop": (0.0, 15_000.0), "translation": (0.0, 15.4)},
    status="verified",
)

#: Terms of the shape: square and pressure drop [1/hPa², 1/hPa], filling [h/hPa], latitude [1/°],
#: translation, constant.
SQUARE, LINEAR, FILLING, LATITUDE, TRANSLATION, CONSTANT = -4.4e-5, 0.01, 0.03, -0.014, 0.15, 1.0
#: Exponent of the translation: factor, and the pressure drop at which it is zero. [hPa]
EXPONENT, NO_EXPONENT_HPA = 0.6, 215.0
HPA, HOUR_S = 100.0, 3600.0


def shape_of(
    pressure_drop: ArrayLike,
    filling: ArrayLike,
    latitude: ArrayLike,
    translation: ArrayLike,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Shape parameter for the wind near the sea; Holland 2008, equation 11.

    Parameters
    ----------
    pressure_drop : float or ndarray, shape (n,)
        Pressure around the typhoon less that in its centre. [Pa]
    filling : float or ndarray, shape (n,)
        Rise of the pressure in the centre; negative while the typhoon deepens. [Pa/s]
    latitude : float or ndarray, shape (n,)
        Latitude of the centre, south negative. [rad]
    translation : float or ndarray, shape (n,)
        Speed of the centre. [m/s]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    shape : ndarray, shape (n,) or ()
        Shape parameter. [-]

    Raises
    ------
    InvalidInput
        A value is negative where it may not be, or not finite.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    In hPa, hours and degrees:

    .. math::

        b = -4.4 \cdot 10^{-5} \Delta p^2 + 0.01 \Delta p + 0.03 \dot p - 0.014 |\varphi|
        + 0.15 v_t^{0.6 (1 - \Delta p / 215)} + 1

    Fitted to hurricanes of the Atlantic.

    Validity
    --------
    pressure_drop : 0 to 15000 Pa
    translation : 0 to 15.4 m/s

    Examples
    --------
    >>> import math
    >>> round(float(shape_of(5000.0, 0.0, math.radians(22.0), 6.0)), 3)
    1.424

    References
    ----------
    [1] G. J. Holland, Monthly Weather Review 136(9), 3432-3445, 2008.
    """
    drop = finite("pressure_drop", pressure_drop, least=0.0)
    moving = finite("translation", translation, least=0.0)
    rise = finite("filling", filling) / HPA * HOUR_S
    degrees = abs(np.degrees(finite("latitude", latitude)))
    check_range(caveats, INFO.id, INFO.validity, {"pressure_drop": drop, "translation": moving})
    fall = drop / HPA
    power = EXPONENT * (1.0 - fall / NO_EXPONENT_HPA)
    return np.asarray(
        SQUARE * fall**2
        + LINEAR * fall
        + FILLING * rise
        + LATITUDE * degrees
        + TRANSLATION * moving**power
        + CONSTANT
    )


def largest_wind(
    pressure_drop: ArrayLike, shape: ArrayLike, air_density: ArrayLike = AIR_DENSITY
) -> Floats:
    r"""Largest wind of a minute, 10 m above the sea; Holland 2008, equation 11.

    Parameters
    ----------
    pressure_drop : float or ndarray, shape (n,)
        Pressure around the typhoon less that in its centre. [Pa]
    shape : float or ndarray, shape (n,)
        Shape parameter, see ``shape_of``. [-]
    air_density : float or ndarray, default ``AIR_DENSITY``
        Density of air. [kg/m³]

    Returns
    -------
    wind : ndarray, shape (n,) or ()
        Largest wind, mean of one minute. [m/s]

    Raises
    ------
    InvalidInput
        A value is negative, zero or not finite.

    Notes
    -----
    .. math:: v = \sqrt{b\, \Delta p / (\rho\, e)}

    Examples
    --------
    >>> round(float(largest_wind(3000.0, 1.67)), 4)
    40.0334

    References
    ----------
    [1] G. J. Holland, Monthly Weather Review 136(9), 3432-3445, 2008.
    """
    drop = finite("pressure_drop", pressure_drop, least=0.0)
    b = finite("shape", shape, above=0.0)
    density = finite("air_density", air_density, above=0.0)
    return np.asarray(np.sqrt(b * drop / (density * np.e)))
