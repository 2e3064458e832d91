"""Ideal gas through a hole, at the speed of sound or below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="gas_orifice",
    citation=(
        "CCPS, Guidelines for Consequence Analysis of Chemical Releases, AIChE, 1999, section "
        "2.1.1, eqs. for sonic and subsonic gas, example p. 47 (reproduced; book not seen, values "
        "as stated by a public implementation, GasDispersion 27ac300)."
    ),
    quantity="mass rate of gas from a hole",
    inputs=("area", "pressure", "ambient_pressure", "density", "heat_ratio"),
    validity={"discharge": (0.5, 1.0), "heat_ratio": (1.05, 1.7)},
    status="verified",
)


@dataclass(frozen=True, slots=True)
class GasRelease:
    """Flow of a gas in the plane of a hole.

    Attributes
    ----------
    mass_rate : kg/s.
    choked : whether the gas leaves at the speed of sound.
    pressure, temperature : in the plane of the hole, Pa and K.
    velocity : discharge factor times the velocity in that plane, m/s.
    """

    mass_rate: Floats
    choked: NDArray[np.bool_]
    pressure: Floats
    temperature: Floats
    velocity: Floats


def critical_ratio(heat_ratio: ArrayLike) -> Floats:
    r"""Pressure outside over the one inside, below which the flow is choked.

    Parameters
    ----------
    heat_ratio : float or ndarray, shape (n,)
        Ratio of specific heats of the gas. [-]

    Returns
    -------
    ratio : ndarray, shape (n,) or ()
        Critical pressure ratio. [-]

    Raises
    ------
    InvalidInput
        The ratio of specific heats is not above 1.

    Notes
    -----
    .. math:: \eta_c = \left( \frac{2}{k+1} \right)^{k/(k-1)}

    Examples
    --------
    >>> round(float(critical_ratio(1.4)), 4)
    0.5283

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999.
    """
    k = finite("heat_ratio", heat_ratio, above=1.0)
    return np.asarray((2.0 / (k + 1.0)) ** (k / (k - 1.0)))


def release(
    area: ArrayLike,
    pressure: ArrayLike,
    ambient_pressure: ArrayLike,
    density: ArrayLike,
    temperature: ArrayLike,
    heat_ratio: ArrayLike,
    discharge: ArrayLike = 0.85,
    caveats: Caveats | None = None,
) -> GasRelease:
    r"""Mass rate and state of an ideal gas in a hole (CCPS 1999, section 2.1.1).

    Parameters
    ----------
    area : float or ndarray, shape (n,)
        Area of the hole. [m²]
    pressure : float or ndarray, shape (n,)
        Pressure inside, absolute. [Pa]
    ambient_pressure : float or ndarray, shape (n,)
        Pressure outside, absolute. [Pa]
    density : float or ndarray, shape (n,)
        Density of the gas inside. [kg/m³]
    temperature : float or ndarray, shape (n,)
        Temperature of the gas inside. [K]
    heat_ratio : float or ndarray, shape (n,)
        Ratio of specific heats at the state inside. [-]
    discharge : float or ndarray, shape (n,), default 0.85
        Discharge factor. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    release : GasRelease
        Rate, choking, and the state in the hole. [SI units]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pressure outside exceeds that inside.

    Notes
    -----
    .. math:: \dot m = C_d A \sqrt{\rho p \frac{2k}{k-1} (\eta^{2/k} - \eta^{(k+1)/k})}, \quad
        \eta = \max(p_a/p, \eta_c)

    Validity
    --------
    discharge : 0.5 to 1
    heat_ratio : 1.05 to 1.7

    Examples
    --------
    >>> area = 3.141592653589793 / 4 * 0.01**2
    >>> found = release(area, 501e3, 101325.0, 8.90, 298.0, 1.15, 0.85)
    >>> round(float(found.mass_rate), 5), bool(found.choked)
    (0.09003, True)

    References
    ----------
    [1] CCPS, Guidelines for Consequence Analysis of Chemical Releases, 1999, p. 47.
    """
    k = finite("heat_ratio", heat_ratio, above=1.0)
    factor = finite("discharge", discharge, above=0.0)
    check_range(caveats, INFO.id, INFO.validity, {"discharge": factor, "heat_ratio": k})
    inside = finite("pressure", pressure, above=0.0)
    outer = finite("ambient_pressure", ambient_pressure, least=0.0) / inside
    if (outer > 1.0).any():
        raise InvalidInput("pressure: the pressure outside exceeds that inside")
    limit = critical_ratio(k)
    eta = np.maximum(outer, limit)
    rho = finite("density", density, above=0.0)
    bracket = np.maximum(eta ** (2.0 / k) - eta ** ((k + 1.0) / k), 0.0)
    flux = factor * np.sqrt(rho * inside * 2.0 * k / (k - 1.0) * bracket)
    rate = finite("area", area, least=0.0) * flux
    return GasRelease(
        mass_rate=np.asarray(rate),
        choked=np.asarray(outer <= limit),
        pressure=np.asarray(eta * inside),
        temperature=np.asarray(
            finite("temperature", temperature, above=0.0) * eta ** ((k - 1.0) / k)
        ),
        velocity=np.asarray(flux / (rho * eta ** (1.0 / k))),
    )
