"""Length of a pool flame, in still air and in wind."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="thomas1963",
    citation=(
        "P. H. Thomas, The size of flames from natural fires, 9th Symposium (International) on "
        "Combustion, 844-859, 1963, doi:10.1016/S0082-0784(63)80091-0. The paper was not at hand; "
        "no printed worked value was found."
    ),
    quantity="flame length of a pool fire",
    inputs=("diameter", "burning_rate", "wind_speed"),
    validity={"wind_speed": (0.0, 15.0)},
    # Validated with the fires of Montoir, see docs/models/fire.md.
    status="unverified",
)

GRAVITY = 9.80665
#: Coefficient and exponent in still air; in wind, with the exponent of the wind.
STILL = (42.0, 0.61)
WINDY = (55.0, 0.67, -0.21)


def wind_ratio(
    diameter: ArrayLike, burning_rate: ArrayLike, wind_speed: ArrayLike, gas_density: float
) -> Floats:
    r"""Wind speed over the speed scale of the fire; below 1 the flame stands upright.

    Parameters
    ----------
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    burning_rate : float or ndarray, shape (n,)
        Mass burnt. [kg/(m² s)]
    wind_speed : float or ndarray, shape (n,)
        Wind at the height the correlation asks for. [m/s]
    gas_density : float
        Density of air or vapour, as the correlation asks. [kg/m³]

    Returns
    -------
    ratio : ndarray, shape (n,) or ()
        Wind ratio, as it is. [-]

    Raises
    ------
    InvalidInput
        A value is impossible.

    Notes
    -----
    .. math:: u^* = u / (g m D / \rho)^{1/3}

    Examples
    --------
    >>> round(float(wind_ratio(20.0, 0.1, 5.0, 1.2)), 2)
    1.97

    References
    ----------
    [1] P. H. Thomas, 9th Symposium on Combustion, 844-859, 1963.
    """
    scale = np.cbrt(
        GRAVITY
        * finite("burning_rate", burning_rate, above=0.0)
        * finite("diameter", diameter, above=0.0)
        / finite("gas_density", gas_density, above=0.0)
    )
    return np.asarray(finite("wind_speed", wind_speed, least=0.0) / scale)


def flame_length(
    diameter: ArrayLike,
    burning_rate: ArrayLike,
    wind_speed: ArrayLike = 0.0,
    air_density: float = 1.2,
    *,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Length of the visible flame along its axis; Thomas 1963.

    Parameters
    ----------
    diameter : float or ndarray, shape (n,)
        Diameter of the pool. [m]
    burning_rate : float or ndarray, shape (n,)
        Mass burnt. [kg/(m² s)]
    wind_speed : float or ndarray, shape (n,), default 0
        Wind at 10 m; 0 chooses the correlation for still air. [m/s]
    air_density : float, default 1.2
        Density of the air. [kg/m³]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    length : ndarray, shape (n,) or ()
        Flame length. [m]

    Raises
    ------
    InvalidInput
        A value is impossible.
    OutOfValidity
        When the list is strict and an input leaves its range.

    Notes
    -----
    .. math:: L/D = 42 F^{0.61}, \quad L/D = 55 F^{0.67} u^{*-0.21}, \quad
              F = m / (\rho_a \sqrt{g D})

    A wind ratio below 1 counts as 1 (rule of the source). Between still air and the lightest wind
    the two correlations do not join.

    Validity
    --------
    wind_speed : 0 to 15

    Examples
    --------
    >>> round(float(flame_length(20.0, 0.1)), 1)
    36.9

    References
    ----------
    [1] P. H. Thomas, 9th Symposium on Combustion, 844-859, 1963.
    """
    width, rate, wind = np.broadcast_arrays(
        finite("diameter", diameter, above=0.0),
        finite("burning_rate", burning_rate, above=0.0),
        finite("wind_speed", wind_speed, least=0.0),
    )
    ratio = np.maximum(wind_ratio(width, rate, wind, air_density), 1.0)
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": wind})
    froude = rate / (air_density * np.sqrt(GRAVITY * width))
    still = STILL[0] * froude ** STILL[1]
    windy = WINDY[0] * froude ** WINDY[1] * ratio ** WINDY[2]
    return np.asarray(width * np.where(wind > 0.0, windy, still))
