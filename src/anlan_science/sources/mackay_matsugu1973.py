"""Evaporation of a pool below its boiling point into the wind."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="mackay_matsugu1973",
    citation=(
        "D. Mackay and R. S. Matsugu, Evaporation rates of liquid hydrocarbon spills on land and "
        "water, Canadian J. Chemical Engineering 51, 434-439, 1973, doi:10.1002/cjce.5450510407; "
        "high vapour pressures after P. I. Kawamura and D. Mackay, J. Hazardous Materials 15, "
        "343-364, 1987. Not seen; the coefficient 0.0292 in metres and hours is the printed one."
    ),
    quantity="evaporation of a pool",
    inputs=("wind_speed", "diameter", "vapour_pressure", "temperature", "molar_mass"),
    validity={"wind_speed": (0.5, 15.0), "diameter": (0.5, 200.0)},
    status="unverified",
)

#: Molar gas constant. [J/(mol K)]
GAS_CONSTANT = 8.31446261815324
#: k = 0.0292 u^0.78 d^-0.11 Sc^-0.67 in m/h, with u in m/h.
COEFFICIENT, WIND_EXPONENT, SIZE_EXPONENT, SCHMIDT_EXPONENT = 0.0292, 0.78, -0.11, -0.67
SECONDS = 3600.0


def mass_transfer(
    wind_speed: ArrayLike,
    diameter: ArrayLike,
    schmidt: ArrayLike,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Coefficient of mass transfer from a pool into the wind (Mackay and Matsugu 1973).

    Parameters
    ----------
    wind_speed : float or ndarray, shape (n,)
        Mean wind 10 m above the ground. [m/s]
    diameter : float or ndarray, shape (n,)
        Diameter of the pool, or its length along the wind. [m]
    schmidt : float or ndarray, shape (n,)
        Kinematic viscosity of air over the diffusivity of the vapour. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    coefficient : ndarray, shape (n,) or ()
        Coefficient of mass transfer. [m/s]

    Raises
    ------
    InvalidInput
        An input is impossible.

    Notes
    -----
    .. math:: k = 0.0292\, u^{0.78} d^{-0.11} Sc^{-0.67}

    with the metre and the hour.

    Validity
    --------
    wind_speed : 0.5 to 15 m/s
    diameter : 0.5 to 200 m

    Examples
    --------
    >>> round(float(mass_transfer(5.0, 10.0, 1.0)), 5)
    0.01313

    References
    ----------
    [1] D. Mackay and R. S. Matsugu, Can. J. Chem. Eng. 51, 434-439, 1973.
    """
    wind = finite("wind_speed", wind_speed, least=0.0)
    size = finite("diameter", diameter, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": wind, "diameter": size})
    hourly = COEFFICIENT * (wind * SECONDS) ** WIND_EXPONENT * size**SIZE_EXPONENT
    return np.asarray(hourly / SECONDS * finite("schmidt", schmidt, above=0.0) ** SCHMIDT_EXPONENT)


def evaporation_flux(
    coefficient: ArrayLike,
    vapour_pressure: ArrayLike,
    temperature: ArrayLike,
    molar_mass: ArrayLike,
    ambient_pressure: ArrayLike = 101325.0,
) -> Floats:
    r"""Mass that evaporates from a pool per area and time.

    Parameters
    ----------
    coefficient : float or ndarray, shape (n,)
        Coefficient of mass transfer. [m/s]
    vapour_pressure : float or ndarray, shape (n,)
        Vapour pressure at the surface of the pool. [Pa]
    temperature : float or ndarray, shape (n,)
        Temperature of the surface of the pool. [K]
    molar_mass : float or ndarray, shape (n,)
        Molar mass of the liquid. [kg/mol]
    ambient_pressure : float or ndarray, shape (n,), default 101325.0
        Pressure of the air. [Pa]

    Returns
    -------
    flux : ndarray, shape (n,) or ()
        Evaporated mass. [kg/(m² s)]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pool boils.

    Notes
    -----
    .. math:: E = -k \frac{p_a M}{R T} \ln\left(1 - \frac{p_v}{p_a}\right)

    which tends to k p_v M / (R T) at low vapour pressure. A boiling pool is limited by heat:
    see ``shaw_briscoe1978``.

    Examples
    --------
    >>> round(float(evaporation_flux(0.01, 3000.0, 298.15, 0.092)), 6)
    0.00113

    References
    ----------
    [1] P. I. Kawamura and D. Mackay, J. Hazardous Materials 15, 343-364, 1987.
    """
    air = finite("ambient_pressure", ambient_pressure, above=0.0)
    share = finite("vapour_pressure", vapour_pressure, least=0.0) / air
    if (share >= 1.0).any():
        raise InvalidInput("vapour_pressure: the pool boils, the vapour pressure reaches the air's")
    density = air * finite("molar_mass", molar_mass, above=0.0) / GAS_CONSTANT
    density = density / finite("temperature", temperature, above=0.0)
    flux = -finite("coefficient", coefficient, least=0.0) * density * np.log1p(-share)
    return np.asarray(flux)
