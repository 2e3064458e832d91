"""Fireball of a bursting vessel with liquefied gas: size, time, radiation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite

INFO = ModelInfo(
    id="ccps1994_fireball",
    citation=(
        "Center for Chemical Process Safety, Guidelines for evaluating the characteristics of "
        "vapor cloud explosions, flash fires, and BLEVEs, AIChE, New York, 1994: solid flame. The "
        "book was not at hand; equations and a worked tank truck of propane as published by "
        "A. Srivastava after it."
    ),
    quantity="diameter, duration and radiation of a fireball",
    inputs=("fuel_mass", "distance"),
    validity={"fuel_mass": (30.0, 1e6)},
    status="verified",
)

#: Diameter over the cube root of the mass; durations below and from the mass of the change.
DIAMETER, SHORT, LONG, CHANGE_KG = 5.8, 0.45, 2.6, 30e3
#: Surface emissive power for large releases of hydrocarbons, as the source recommends. [W/m²]
EMISSIVE_POWER = 350e3


@dataclass(frozen=True, slots=True)
class Fireball:
    """Diameter [m], duration [s] and flux [W/m²] at each target."""

    diameter: float
    duration_s: float
    flux: Floats


def compute_fireball(
    fuel_mass: float,
    distance: ArrayLike,
    emissive_power: float = EMISSIVE_POWER,
    transmissivity: ArrayLike = 1.0,
    *,
    caveats: Caveats | None = None,
) -> Fireball:
    r"""Fireball that touches the ground, seen by upright targets; CCPS 1994.

    Parameters
    ----------
    fuel_mass : float
        Mass of fuel in the fireball. [kg]
    distance : float or ndarray, shape (n,)
        Distance on the ground from the point below the middle of the fireball. [m]
    emissive_power : float, default ``EMISSIVE_POWER``
        Surface emissive power. [W/m²]
    transmissivity : float or ndarray, shape (n,), default 1
        Share that the air lets through. [-]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    fireball : Fireball, flux of shape (n,) or ()
        Size, duration and flux. [m, s, W/m²]

    Raises
    ------
    InvalidInput
        A value is impossible.
    OutOfValidity
        When the list is strict, a mass leaves the range or a target stands under the fireball.

    Notes
    -----
    .. math:: D = 5.8 M^{1/3}, \quad t = 0.45 M^{1/3} \text{ or } 2.6 M^{1/6}, \quad
              F = \frac{x (D/2)^2}{(x^2 + (D/2)^2)^{3/2}}

    The view factor is that of a surface upright on the ground, turned to the fireball, outside
    its shadow; under the fireball it falls to zero and understates the harm: a caveat says so.

    Validity
    --------
    fuel_mass : 30 to 1e6
    distance : D/2 or more

    Examples
    --------
    A tank truck of propane, 100 m away:

    >>> ball = compute_fireball(11957.7, 100.0)
    >>> round(ball.diameter, 1), round(ball.duration_s, 1), round(float(ball.flux) / 1e3, 1)
    (132.6, 10.3, 89.1)

    References
    ----------
    [1] CCPS, Guidelines for evaluating the characteristics of vapor cloud explosions, flash fires,
        and BLEVEs, AIChE, 1994.
    """
    mass = float(finite("fuel_mass", fuel_mass, above=0.0))
    place = finite("distance", distance, least=0.0)
    through = finite("transmissivity", transmissivity, least=0.0)
    power = float(finite("emissive_power", emissive_power, above=0.0))
    diameter = DIAMETER * mass ** (1.0 / 3.0)
    duration = SHORT * mass ** (1.0 / 3.0) if mass < CHANGE_KG else LONG * mass ** (1.0 / 6.0)
    radius = diameter / 2.0
    check_range(
        caveats,
        INFO.id,
        {"fuel_mass": INFO.validity["fuel_mass"], "distance": (radius, np.inf)},
        {"fuel_mass": mass, "distance": place},
    )
    view = place * radius**2 / (place**2 + radius**2) ** 1.5
    return Fireball(diameter, duration, np.asarray(power * view * through))
