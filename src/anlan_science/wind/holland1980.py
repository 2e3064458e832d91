"""Wind and pressure around a typhoon: Holland's profile of the gradient wind."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="holland1980",
    citation=(
        "G. J. Holland, An analytic model of the wind and pressure profiles in hurricanes, Monthly "
        "Weather Review 108(8), 1212-1218, 1980, doi:10.1175/1520-0493(1980)108<1212:AAMOTW>"
        "2.0.CO;2. The paper was not at hand: equations as the Coastal Engineering Manual, US Army "
        "Corps of Engineers, part II-2, equations 2-15 to 2-18 prints them."
    ),
    quantity="gradient wind and pressure of a typhoon",
    inputs=("distance", "radius", "shape", "pressure_drop", "latitude"),
    validity={"shape": (1.0, 2.5)},
    status="verified",
)

#: Density of air at the sea. [kg/m³]
AIR_DENSITY = 1.15
#: Rotation of the earth. [rad/s]
ROTATION = 7.292115e-5


def shape_of(
    largest_wind: ArrayLike,
    pressure_drop: ArrayLike,
    air_density: ArrayLike = AIR_DENSITY,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Shape parameter B from the largest wind and the pressure drop; Holland 1980.

    Parameters
    ----------
    largest_wind : float or ndarray, shape (n,)
        Largest gradient wind. [m/s]
    pressure_drop : float or ndarray, shape (n,)
        Pressure around the typhoon less that in its centre. [Pa]
    air_density : float or ndarray, default ``AIR_DENSITY``
        Density of air. [kg/m³]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    shape : ndarray, shape (n,) or ()
        Shape parameter; nothing is cut off. [-]

    Raises
    ------
    InvalidInput
        A value is negative or not finite, the pressure does not drop.
    OutOfValidity
        When the list is strict and the parameter leaves its range.

    Notes
    -----
    .. math:: B = v_{max}^2\, e\, \rho / \Delta p

    Validity
    --------
    shape : 1 to 2.5

    Examples
    --------
    >>> round(float(shape_of(40.0, 3000.0)), 6)
    1.667213

    References
    ----------
    [1] G. J. Holland, Monthly Weather Review 108(8), 1212-1218, 1980.
    """
    wind = finite("largest_wind", largest_wind, least=0.0)
    drop = finite("pressure_drop", pressure_drop, above=0.0)
    density = finite("air_density", air_density, above=0.0)
    shape = np.asarray(wind**2 * np.e * density / drop)
    check_range(caveats, INFO.id, INFO.validity, {"shape": shape})
    return shape


def _inner(distance: Floats, radius: Floats, shape: Floats) -> Floats:
    """The ratio (radius over distance) to the power of the shape; infinite in the centre."""
    with np.errstate(divide="ignore"):
        return np.asarray((radius / distance) ** shape)


def gradient_wind(
    distance: ArrayLike,
    radius: ArrayLike,
    shape: ArrayLike,
    pressure_drop: ArrayLike,
    latitude: ArrayLike,
    air_density: ArrayLike = AIR_DENSITY,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Wind above the friction of the ground at a distance from the centre; Holland 1980.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the centre. [m]
    radius : float or ndarray, shape (n,)
        Radius of the largest wind. [m]
    shape : float or ndarray, shape (n,)
        Shape parameter B, see ``shape_of``. [-]
    pressure_drop : float or ndarray, shape (n,)
        Pressure around the typhoon less that in its centre. [Pa]
    latitude : float or ndarray, shape (n,)
        Latitude of the centre, south negative. [rad]
    air_density : float or ndarray, default ``AIR_DENSITY``
        Density of air. [kg/m³]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    wind : ndarray, shape (n,) or ()
        Speed of the wind around the centre; none in it. [m/s]

    Raises
    ------
    InvalidInput
        A value is negative, zero or not finite.
    OutOfValidity
        When the list is strict and the shape leaves its range.

    Notes
    -----
    .. math::

        v = \sqrt{\frac{B\,\Delta p}{\rho} \left(\frac{R}{r}\right)^B e^{-(R/r)^B}
        + \left(\frac{r f}{2}\right)^2} - \frac{r f}{2}

    with the Coriolis parameter f of the latitude. For the wind near the ground see ``typhoon``.

    Validity
    --------
    shape : 1 to 2.5

    Examples
    --------
    >>> import math
    >>> round(float(gradient_wind(75e3, 75e3, 1.6, 4000.0, math.radians(22.0))), 2)
    43.25

    References
    ----------
    [1] G. J. Holland, Monthly Weather Review 108(8), 1212-1218, 1980.
    """
    far = finite("distance", distance, least=0.0)
    near = finite("radius", radius, above=0.0)
    b = finite("shape", shape, above=0.0)
    drop = finite("pressure_drop", pressure_drop, least=0.0)
    density = finite("air_density", air_density, above=0.0)
    turning = far * ROTATION * abs(np.sin(finite("latitude", latitude)))
    check_range(caveats, INFO.id, INFO.validity, {"shape": b})
    inner = _inner(far, near, b)
    # In the centre the exponential is stronger than the power that grows without limit.
    pull = np.where(np.isfinite(inner), inner, 0.0) * np.exp(-inner)
    wind = np.sqrt(b * drop / density * pull + turning**2) - turning
    return np.asarray(np.maximum(wind, 0.0))


def pressure(
    distance: ArrayLike,
    radius: ArrayLike,
    shape: ArrayLike,
    pressure_drop: ArrayLike,
    ambient_pressure: ArrayLike,
) -> Floats:
    r"""Pressure at sea level at a distance from the centre; Holland 1980.

    Parameters
    ----------
    distance : float or ndarray, shape (n,)
        Distance from the centre. [m]
    radius : float or ndarray, shape (n,)
        Radius of the largest wind. [m]
    shape : float or ndarray, shape (n,)
        Shape parameter B. [-]
    pressure_drop : float or ndarray, shape (n,)
        Pressure around the typhoon less that in its centre. [Pa]
    ambient_pressure : float or ndarray, shape (n,)
        Pressure around the typhoon. [Pa]

    Returns
    -------
    pressure : ndarray, shape (n,) or ()
        Pressure; that of the centre in it. [Pa]

    Raises
    ------
    InvalidInput
        A value is negative, zero or not finite.

    Notes
    -----
    .. math:: p = p_a - \Delta p \left(1 - e^{-(R/r)^B}\right)

    Examples
    --------
    >>> float(pressure(0.0, 50e3, 1.5, 5000.0, 101000.0))
    96000.0

    References
    ----------
    [1] G. J. Holland, Monthly Weather Review 108(8), 1212-1218, 1980.
    """
    far = finite("distance", distance, least=0.0)
    inner = _inner(far, finite("radius", radius, above=0.0), finite("shape", shape, above=0.0))
    drop = finite("pressure_drop", pressure_drop, least=0.0)
    around = finite("ambient_pressure", ambient_pressure, above=0.0)
    return np.asarray(around - drop * (1.0 - np.exp(-inner)))
