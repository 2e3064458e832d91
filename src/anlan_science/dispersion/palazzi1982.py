"""Concentration over time at a point, while a release of limited duration passes by."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erf

from anlan_science.dispersion import gaussian_plume
from anlan_science.dispersion.sigma_sets import spreads
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, finite

INFO = ModelInfo(
    id="palazzi1982",
    citation=(
        "E. Palazzi, M. De Faveri, G. Fumarola and G. Ferraiolo, Diffusion from a steady source of "
        "short duration, Atmospheric Environment 16(12), 2785-2790, 1982, "
        "doi:10.1016/0004-6981(82)90029-4. Not seen; equation and one value from a public "
        "implementation (GasDispersion, 27ac300)."
    ),
    quantity="concentration over time of a passive release of limited duration",
    inputs=("x", "y", "z", "time", "edges", "rates", "wind_speed", "height", "stability"),
    validity={"wind_speed": (1.0, 30.0)},
    status="unverified",
)


def passing_share(
    x: ArrayLike, time: ArrayLike, edges: ArrayLike, rates: ArrayLike, wind: float, sigma_x: float
) -> Floats:
    r"""Rate that is felt at a distance at a time, for a rate in steps (Palazzi 1982).

    Parameters
    ----------
    x : float
        Distance downwind. [m]
    time : float or ndarray, shape (n,)
        Time since the release began. [s]
    edges : ndarray, shape (m + 1,)
        Times at which the rate changes, from the beginning to the end. [s]
    rates : ndarray, shape (m,)
        Mass per time in each step. [kg/s]
    wind : float
        Wind that carries the cloud. [m/s]
    sigma_x : float
        Standard deviation along the wind at the distance. [m]

    Returns
    -------
    rate : ndarray, shape (n,) or ()
        Rate of the steady plume that gives the same concentration. [kg/s]

    Raises
    ------
    InvalidInput
        The steps do not rise, their number does not fit, or an input is impossible.

    Notes
    -----
    .. math:: q(t) = \sum_i \frac{q_i}{2} \left[
        \operatorname{erf} \frac{x - u (t - t_{i+1})^+}{\sqrt 2 \sigma_x}
        - \operatorname{erf} \frac{x - u (t - t_i)^+}{\sqrt 2 \sigma_x} \right]

    References
    ----------
    [1] E. Palazzi et al., Atmospheric Environment 16(12), 2785-2790, 1982.
    """
    steps = finite("edges", edges, least=0.0)
    mass_rates = finite("rates", rates, least=0.0)
    if steps.ndim != 1 or mass_rates.shape != (max(steps.size - 1, 0),):
        raise InvalidInput("rates: there must be one fewer than edges")
    if (np.diff(steps) < 0).any():
        raise InvalidInput("edges: they must rise")
    age = np.maximum(finite("time", time, least=0.0)[..., None] - steps, 0.0)
    behind = finite("x", x) - finite("wind", wind, above=0.0) * age
    front = erf(behind / (np.sqrt(2.0) * finite("sigma_x", sigma_x, above=0.0)))
    return np.asarray(0.5 * ((front[..., 1:] - front[..., :-1]) * mass_rates).sum(axis=-1))


def concentration(
    x: float,
    y: float,
    z: float,
    time: ArrayLike,
    edges: ArrayLike,
    rates: ArrayLike,
    wind_speed: float,
    height: float,
    stability: StabilityClass,
    sigma_set: str,
    averaging_time: float = 600.0,
    caveats: Caveats | None = None,
) -> Floats:
    r"""Concentration over time at a point, for a release whose rate changes in steps.

    Parameters
    ----------
    x : float
        Distance downwind, greater than zero. [m]
    y : float
        Distance across the wind from the axis. [m]
    z : float
        Height above the ground. [m]
    time : float or ndarray, shape (n,)
        Time since the release began. [s]
    edges : ndarray, shape (m + 1,)
        Times at which the rate changes, from the beginning to the end. [s]
    rates : ndarray, shape (m,)
        Mass per time in each step. [kg/s]
    wind_speed : float
        Mean wind at the height of the plume. [m/s]
    height : float
        Height of the axis, plume rise included. [m]
    stability : str
        Stability class A to F. [-]
    sigma_set : str
        Identifier of a plume set in ``sigma_sets``. [-]
    averaging_time : float, default 600.0
        Averaging time of the crosswind spread. [s]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    concentration : ndarray, shape (n,) or ()
        Mass per volume at each time. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is impossible.
    UnknownSigmaSet
        There is no such set for a plume.

    Notes
    -----
    The plume of the unit rate times the rate felt at the distance. The spread along the wind is
    that of the set at the distance of the point. For a release shorter than the averaging time,
    take its duration.

    Validity
    --------
    wind_speed : 1 to 30 m/s

    References
    ----------
    [1] E. Palazzi et al., Atmospheric Environment 16(12), 2785-2790, 1982.
    """
    distance = float(finite("x", x, above=0.0))
    steady = gaussian_plume.concentration(
        distance,
        y,
        z,
        1.0,
        wind_speed,
        height,
        stability,
        sigma_set,
        averaging_time,
        caveats=caveats,
    )
    sigma_x = float(spreads(sigma_set, "plume", distance, stability, caveats)[0])
    felt = passing_share(distance, time, edges, rates, wind_speed, sigma_x)
    return np.asarray(float(steady) * felt)
