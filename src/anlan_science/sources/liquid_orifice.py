"""Liquid through a hole, and the emptying of an upright tank: Bernoulli with a discharge factor."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="liquid_orifice",
    citation=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE, 1999, section "
        "2.1.1 and example p. 40 (reproduced; book not seen, values as stated by a public "
        "implementation, GasDispersion 27ac300)."
    ),
    quantity="mass rate of liquid from a hole",
    inputs=("area", "density", "pressure", "ambient_pressure"),
    validity={"discharge": (0.5, 1.0)},
    status="verified",
)

#: Gravity. [m/s²]
GRAVITY = 9.80665


def velocity(
    density: ArrayLike,
    pressure: ArrayLike,
    ambient_pressure: ArrayLike,
    head: ArrayLike = 0.0,
    discharge: ArrayLike = 0.61,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Mean velocity of a liquid over the area of a hole (CCPS 1999, section 2.1.1).

    Parameters
    ----------
    density : float or ndarray, shape (n,)
        Density of the liquid. [kg/m³]
    pressure : float or ndarray, shape (n,)
        Pressure of the gas above the liquid, absolute. [Pa]
    ambient_pressure : float or ndarray, shape (n,)
        Pressure outside, absolute. [Pa]
    head : float or ndarray, shape (n,), default 0.0
        Height of the liquid above the hole. [m]
    discharge : float or ndarray, shape (n,), default 0.61
        Discharge factor: 0.61 sharp edge, 0.8 short pipe, 1 rounded or the worst case. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    velocity : ndarray, shape (n,) or ()
        Discharge factor times the velocity of Bernoulli. [m/s]

    Raises
    ------
    InvalidInput
        An input is impossible, or the driving pressure is negative.

    Notes
    -----
    .. math:: v = C_d \sqrt{2 (p - p_a) / \rho + 2 g h}

    Validity
    --------
    discharge : 0.5 to 1

    Examples
    --------
    >>> round(float(velocity(490.0, 120935.0368, 101325.0, discharge=0.63)), 4)
    5.6363

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 40.
    """
    factor = finite("discharge", discharge, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"discharge": factor})
    rho = finite("density", density, above=0.0)
    excess = finite("pressure", pressure, least=0.0) - finite(
        "ambient_pressure", ambient_pressure, least=0.0
    )
    driving = 2.0 * excess / rho + 2.0 * GRAVITY * finite("head", head, least=0.0)
    if (driving < 0).any():
        raise InvalidInput("pressure: the pressure outside exceeds that at the hole")
    result: Floats = factor * np.sqrt(driving)
    return result


def mass_rate(
    area: ArrayLike,
    density: ArrayLike,
    pressure: ArrayLike,
    ambient_pressure: ArrayLike,
    head: ArrayLike = 0.0,
    discharge: ArrayLike = 0.61,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Mass rate of a liquid through a hole (CCPS 1999, section 2.1.1).

    Parameters
    ----------
    area : float or ndarray, shape (n,)
        Area of the hole. [m²]
    density : float or ndarray, shape (n,)
        Density of the liquid. [kg/m³]
    pressure : float or ndarray, shape (n,)
        Pressure of the gas above the liquid, absolute. [Pa]
    ambient_pressure : float or ndarray, shape (n,)
        Pressure outside, absolute. [Pa]
    head : float or ndarray, shape (n,), default 0.0
        Height of the liquid above the hole. [m]
    discharge : float or ndarray, shape (n,), default 0.61
        Discharge factor. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    rate : ndarray, shape (n,) or ()
        Mass per time. [kg/s]

    Raises
    ------
    InvalidInput
        An input is impossible, or the driving pressure is negative.

    Notes
    -----
    .. math:: \dot m = \rho A v

    A liquid stored above its boiling point flashes in a long hole: see ``leung1986``.

    Validity
    --------
    discharge : 0.5 to 1

    Examples
    --------
    >>> area = 3.141592653589793 / 4 * 0.01**2
    >>> round(float(mass_rate(area, 490.0, 120935.0368, 101325.0, discharge=0.63)), 4)
    0.2169

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 40.
    """
    speed = velocity(density, pressure, ambient_pressure, head, discharge, caveats)
    result: Floats = finite("area", area, least=0.0) * finite("density", density) * speed
    return result


def tank_head(
    time: ArrayLike,
    first_head: float,
    area: float,
    tank_area: float,
    density: float,
    excess_pressure: float = 0.0,
    discharge: float = 0.61,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Height of liquid over the hole of an upright tank that empties, at constant gas pressure.

    Parameters
    ----------
    time : float or ndarray, shape (n,)
        Time since the leak opened. [s]
    first_head : float
        Height of the liquid above the hole at first. [m]
    area : float
        Area of the hole. [m²]
    tank_area : float
        Cross-section of the tank. [m²]
    density : float
        Density of the liquid. [kg/m³]
    excess_pressure : float, default 0.0
        Pressure of the gas above the liquid over that outside. [Pa]
    discharge : float, default 0.61
        Discharge factor. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    head : ndarray, shape (n,) or ()
        Height above the hole, 0 once the liquid has sunk to it. [m]

    Raises
    ------
    InvalidInput
        An input is negative or not finite.

    Notes
    -----
    .. math:: \sqrt{h + H} = \sqrt{h_0 + H} - C_d \frac{A}{A_t} \sqrt{g / 2}\, t, \quad
        H = \Delta p / (\rho g)

    Validity
    --------
    discharge : 0.5 to 1

    Examples
    --------
    >>> tank_head([0.0, 1e9], 4.0, 0.001, 10.0, 1000.0).tolist()
    [4.0, 0.0]

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, section 2.1.1.
    """
    check_range(caveats, INFO.id, INFO.validity, {"discharge": discharge})
    pressure_head = finite("excess_pressure", excess_pressure, least=0.0) / (
        finite("density", density, above=0.0) * GRAVITY
    )
    share = finite("area", area, least=0.0) / finite("tank_area", tank_area, above=0.0)
    fall = finite("discharge", discharge, above=0.0) * share * np.sqrt(GRAVITY / 2.0)
    root = np.sqrt(finite("first_head", first_head, least=0.0) + pressure_head)
    root = root - fall * finite("time", time, least=0.0)
    # The root passes through that of the pressure head when the liquid reaches the hole.
    return np.asarray(np.maximum(root, np.sqrt(pressure_head)) ** 2 - pressure_head)
