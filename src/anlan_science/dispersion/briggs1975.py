"""Rise of a stack plume by buoyancy and momentum, equations of Briggs as ISC3 uses them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.dispersion.stability import CLASSES, StabilityClass, of_class
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite, note

INFO = ModelInfo(
    id="briggs1975",
    citation=(
        "G. A. Briggs, Plume rise predictions, in Lectures on Air Pollution and Environmental "
        "Impact Analyses, AMS, 59-111, 1975; as written in US EPA, User's Guide for ISC3, vol. II, "
        "EPA-454/B-95-003b, 1995, section 1.1.4, eqs. 1-3 to 1-25. Not seen; equations compared "
        "with one public implementation (GasDispersion, 27ac300), whose cases are reproduced, and "
        "with those printed for DISPER (Canarina). The former divides the stable momentum rise by "
        "the exit velocity where the guide has the wind; here the wind stands."
    ),
    quantity="rise of a stack plume",
    inputs=("diameter", "exit_velocity", "exit_temperature", "air_temperature", "wind_speed"),
    validity={"wind_speed": (1.0, 30.0), "diameter": (0.05, 30.0)},
    status="verified",
)

#: Gravity as in the source. [m/s²]
GRAVITY = 9.80616
#: Gradient of potential temperature by stable class, section 1.1.4.6. [K/m]
GRADIENT: dict[str, float] = {"E": 0.020, "F": 0.035}


@dataclass(frozen=True, slots=True)
class PlumeRise:
    """Final rise of a plume and how it gets there.

    Attributes
    ----------
    buoyant : whether buoyancy dominates; otherwise momentum.
    buoyancy_flux : F_b in m⁴/s³.
    momentum_flux : F_m in m⁴/s².
    final_distance : distance of the final rise in m.
    final_rise : final rise in m.
    wind_speed, exit_velocity : in m/s.
    s : stability parameter in 1/s², 0 when neutral or unstable.
    """

    buoyant: bool
    buoyancy_flux: float
    momentum_flux: float
    final_distance: float
    final_rise: float
    wind_speed: float
    exit_velocity: float
    s: float


def _neutral(
    fb: float, fm: float, diameter: float, exit_velocity: float, excess: float, hot: float, u: float
) -> PlumeRise:
    """Unstable and neutral air, eqs. 1-6 to 1-12."""
    if fb < 55.0:
        crossover = 0.0297 * hot * exit_velocity ** (1 / 3) / diameter ** (2 / 3)
        distance, rise = 49.0 * max(fb, 0.0) ** 0.625, 21.425 * max(fb, 0.0) ** 0.75 / u
    else:
        crossover = 0.00575 * hot * exit_velocity ** (2 / 3) / diameter ** (1 / 3)
        distance, rise = 119.0 * fb**0.4, 38.71 * fb**0.6 / u
    if excess > crossover:
        return PlumeRise(True, fb, fm, distance, rise, u, exit_velocity, 0.0)
    if fb <= 0.0:
        distance = 4.0 * diameter * (exit_velocity + 3.0 * u) ** 2 / (exit_velocity * u)
    return PlumeRise(
        False, fb, fm, distance, 3.0 * diameter * exit_velocity / u, u, exit_velocity, 0.0
    )


def _stable(
    fb: float,
    fm: float,
    diameter: float,
    exit_velocity: float,
    excess: float,
    hot: float,
    u: float,
    s: float,
) -> PlumeRise:
    """Stable air, eqs. 1-14 to 1-20."""
    if excess > 0.019582 * hot * exit_velocity * np.sqrt(s):
        rise = min(2.6 * (fb / (u * s)) ** (1 / 3), 4.0 * fb**0.25 / s**0.375)
        return PlumeRise(True, fb, fm, 2.0715 * u / np.sqrt(s), rise, u, exit_velocity, s)
    rise = min(1.5 * (fm / (u * np.sqrt(s))) ** (1 / 3), 3.0 * diameter * exit_velocity / u)
    return PlumeRise(False, fb, fm, 0.5 * np.pi * u / np.sqrt(s), rise, u, exit_velocity, s)


def final_rise(
    diameter: float,
    exit_velocity: float,
    exit_temperature: float,
    air_temperature: float,
    wind_speed: float,
    stability: StabilityClass,
    caveats: Caveats | None = None,
) -> PlumeRise:
    r"""Final rise of a stack plume and the distance where it is reached (ISC3, section 1.1.4).

    Parameters
    ----------
    diameter : float
        Inner diameter of the mouth. [m]
    exit_velocity : float
        Velocity of the gas at the mouth. [m/s]
    exit_temperature : float
        Temperature of the gas. [K]
    air_temperature : float
        Temperature of the air at the mouth. [K]
    wind_speed : float
        Mean wind at the mouth. [m/s]
    stability : str
        Stability class A to F. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    rise : PlumeRise
        Fluxes, distance and height of the final rise. [m]

    Raises
    ------
    InvalidInput
        An input is not positive or not finite.
    UnknownClass
        The class is not known.

    Notes
    -----
    .. math:: F_b = g v d^2 (T_s - T_a) / (4 T_s), \quad F_m = v^2 d^2 T_a / (4 T_s)

    A gas colder than the air falls; the momentum rise is then too high and a caveat says so.

    Validity
    --------
    wind_speed : 1 to 30 m/s
    diameter : 0.05 to 30 m

    Examples
    --------
    >>> rise = final_rise(1.0, 72.938197, 400.0, 288.15, 4.0, "D")
    >>> round(rise.buoyancy_flux, 3), round(rise.final_rise, 2), round(rise.final_distance, 1)
    (50.0, 100.71, 565.0)

    References
    ----------
    [1] US EPA, EPA-454/B-95-003b, 1995.
    """
    of_class(dict.fromkeys(CLASSES), stability)
    d = float(finite("diameter", diameter, above=0.0))
    v = float(finite("exit_velocity", exit_velocity, above=0.0))
    hot = float(finite("exit_temperature", exit_temperature, above=0.0))
    cold = float(finite("air_temperature", air_temperature, above=0.0))
    u = float(finite("wind_speed", wind_speed, above=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"wind_speed": u, "diameter": d})
    excess = hot - cold
    if excess < 0.0:
        note(caveats, INFO.id, "exit_temperature", "colder than the air: the rise is too high")
    fb = GRAVITY * v * d**2 * excess / (4.0 * hot)
    fm = v**2 * d**2 * cold / (4.0 * hot)
    gradient = GRADIENT.get(stability)
    if gradient is None:
        return _neutral(fb, fm, d, v, excess, hot, u)
    return _stable(fb, fm, d, v, excess, hot, u, GRAVITY * gradient / cold)


def rise_at(x: ArrayLike, rise: PlumeRise) -> Floats:
    r"""Rise of a stack plume on its way to the final height (ISC3, eqs. 1-21 to 1-25).

    Parameters
    ----------
    x : float or ndarray, shape (n,)
        Distance downwind of the stack. [m]
    rise : PlumeRise
        What ``final_rise`` found. [m]

    Returns
    -------
    height : ndarray, shape (n,) or ()
        Rise above the mouth, at most the final one. [m]

    Raises
    ------
    InvalidInput
        A distance is negative or not finite.

    Notes
    -----
    .. math:: \Delta h = 1.60 (F_b x^2 / u^3)^{1/3}

    when buoyancy dominates, the momentum equation otherwise.

    References
    ----------
    [1] US EPA, EPA-454/B-95-003b, 1995.
    """
    distance = finite("x", x, least=0.0)
    u = rise.wind_speed
    beta = 1.0 / 3.0 + u / rise.exit_velocity
    near = np.minimum(distance, rise.final_distance)
    if rise.buoyant:
        height = 1.60 * np.cbrt(rise.buoyancy_flux * near**2 / u**3)
    elif rise.s > 0.0:
        root = np.sqrt(rise.s)
        height = np.cbrt(3.0 * rise.momentum_flux * np.sin(root * near / u) / (beta**2 * u * root))
    else:
        height = np.cbrt(3.0 * rise.momentum_flux * near / (beta * u) ** 2)
    height = np.minimum(height, rise.final_rise)
    return np.where(distance >= rise.final_distance, rise.final_rise, height)


def tip_downwash(
    height: ArrayLike, diameter: ArrayLike, exit_velocity: ArrayLike, wind_speed: ArrayLike
) -> Floats:
    r"""Height of the mouth lowered by the wake of the stack (ISC3, eq. 1-7).

    Parameters
    ----------
    height : float or ndarray, shape (n,)
        Height of the mouth. [m]
    diameter : float or ndarray, shape (n,)
        Inner diameter of the mouth. [m]
    exit_velocity : float or ndarray, shape (n,)
        Velocity of the gas at the mouth. [m/s]
    wind_speed : float or ndarray, shape (n,)
        Mean wind at the mouth. [m/s]

    Returns
    -------
    height : ndarray, shape (n,) or ()
        Height to start the plume from, never below the ground. [m]

    Raises
    ------
    InvalidInput
        An input is negative or not finite, or the wind is zero.

    Notes
    -----
    .. math:: h' = h + 2 d (v / u - 1.5), \quad v < 1.5 u

    Examples
    --------
    >>> float(tip_downwash(10.0, 1.0, 1.0, 2.0))
    8.0

    References
    ----------
    [1] US EPA, EPA-454/B-95-003b, 1995.
    """
    ratio = finite("exit_velocity", exit_velocity, least=0.0) / finite(
        "wind_speed", wind_speed, above=0.0
    )
    fall = 2.0 * finite("diameter", diameter, least=0.0) * np.minimum(ratio - 1.5, 0.0)
    return np.maximum(finite("height", height, least=0.0) + fall, 0.0)
