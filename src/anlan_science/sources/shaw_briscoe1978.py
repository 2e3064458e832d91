"""Pool that spreads under its weight and boils on the heat of the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, finite, note

INFO = ModelInfo(
    id="shaw_briscoe1978",
    citation=(
        "P. Shaw and F. Briscoe, Evaporation from spills of hazardous liquids on land and water, "
        "UKAEA SRD R100, 1978; also CPR 14E (Yellow Book), 2005, chapter 3. Not seen. The spread "
        "agrees with its closed forms without evaporation, sudden and steady; no published case."
    ),
    quantity="radius and evaporation of a spreading pool",
    inputs=("rate", "volume", "flux"),
    validity={},
    status="unverified",
)

#: Gravity. [m/s²]
GRAVITY = 9.80665
#: A film thinner than this (or than the least depth) wets only part of the area. [m]
THINNEST = 1e-4


@dataclass(frozen=True, slots=True)
class Pool:
    """Pool at the times asked for.

    Attributes
    ----------
    time : s.
    radius : m.
    volume : liquid in the pool, m³.
    evaporated : liquid evaporated since the beginning, m³.
    evaporation : liquid evaporating per time, m³/s.
    """

    time: Floats
    radius: Floats
    volume: Floats
    evaporated: Floats
    evaporation: Floats


def boiling_flux(
    time: ArrayLike,
    ground_temperature: ArrayLike,
    boiling_point: ArrayLike,
    conductivity: ArrayLike,
    diffusivity: ArrayLike,
    latent_heat: ArrayLike,
    roughness_factor: ArrayLike = 1.0,
) -> Floats:
    r"""Mass boiling off per area from ground wetted for a time, by conduction in the ground.

    Parameters
    ----------
    time : float or ndarray, shape (n,)
        Time since the ground was wetted, greater than zero. [s]
    ground_temperature : float or ndarray, shape (n,)
        Temperature of the ground before. [K]
    boiling_point : float or ndarray, shape (n,)
        Boiling point of the liquid. [K]
    conductivity : float or ndarray, shape (n,)
        Thermal conductivity of the ground. [W/(m K)]
    diffusivity : float or ndarray, shape (n,)
        Thermal diffusivity of the ground. [m²/s]
    latent_heat : float or ndarray, shape (n,)
        Heat of evaporation. [J/kg]
    roughness_factor : float or ndarray, shape (n,), default 1.0
        Surface in contact over the plane one; 3 for loose or wet ground. [-]

    Returns
    -------
    flux : ndarray, shape (n,) or ()
        Mass per area and time; 0 on ground colder than the liquid. [kg/(m² s)]

    Raises
    ------
    InvalidInput
        An input is not positive or not finite.

    Notes
    -----
    .. math:: E = \frac{X k (T_g - T_b)}{h_{fg} \sqrt{\pi a t}}

    References
    ----------
    [1] P. Shaw and F. Briscoe, UKAEA SRD R100, 1978.
    """
    since = finite("time", time, above=0.0)
    warmer = finite("ground_temperature", ground_temperature, above=0.0)
    warmer = np.maximum(warmer - finite("boiling_point", boiling_point, above=0.0), 0.0)
    heat = finite("roughness_factor", roughness_factor, above=0.0) * warmer
    heat = heat * finite("conductivity", conductivity, above=0.0)
    heat = heat / np.sqrt(np.pi * finite("diffusivity", diffusivity, above=0.0) * since)
    return np.asarray(heat / finite("latent_heat", latent_heat, above=0.0))


def pool(
    time: ArrayLike,
    rate: float,
    duration: float,
    first_volume: float = 0.0,
    first_radius: float = 0.1,
    regression: float = 0.0,
    least_depth: float = 0.0,
    largest_radius: float = np.inf,
    density_ratio: float = 0.0,
    caveats: Caveats | None = None,
) -> Pool:
    r"""Radius and volume of a round pool that is fed, spreads and evaporates.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times since the release began, rising from 0 or more. [s]
    rate : float
        Volume of liquid released per time. [m³/s]
    duration : float
        How long it is released. [s]
    first_volume : float, default 0.0
        Volume released at once. [m³]
    first_radius : float, default 0.1
        Radius at first. [m]
    regression : float, default 0.0
        Depth evaporating per time: mass flux over the density of the liquid. [m/s]
    least_depth : float, default 0.0
        Depth at which spreading ends, by the roughness of the ground. [m]
    largest_radius : float, default inf
        Radius of the dike. [m]
    density_ratio : float, default 0.0
        Density of the liquid over that of the water it floats on; 0 on land. [-]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    course : Pool
        The pool at every time. [SI units]

    Raises
    ------
    InvalidInput
        An input is impossible.
    RuntimeError
        The integration failed.

    Notes
    -----
    .. math:: \dot r = \sqrt{2 g' (h - h_0)}, \quad \dot V = q - \pi r^2 E, \quad
        h = V / \pi r^2, \quad g' = g (1 - \rho / \rho_w)

    The radius does not shrink: a pool thinner than the least depth (at least 0.1 mm) breaks into
    puddles of that depth, and their area evaporates. The regression is constant: for boiling on
    ground take the mean of ``boiling_flux`` over the time.

    References
    ----------
    [1] P. Shaw and F. Briscoe, UKAEA SRD R100, 1978.
    """
    times = np.atleast_1d(finite("time", time, least=0.0))
    finite("time steps", np.diff(times), least=0.0)
    feed = float(finite("rate", rate, least=0.0))
    lasts = float(finite("duration", duration, least=0.0))
    start = float(finite("first_radius", first_radius, above=0.0))
    poured = float(finite("first_volume", first_volume, least=0.0))
    loss = float(finite("regression", regression, least=0.0))
    thin = float(finite("least_depth", least_depth, least=0.0))
    puddle = max(thin, THINNEST)
    ratio = float(finite("density_ratio", density_ratio, least=0.0))
    gravity = GRAVITY * float(finite("1 - density_ratio", 1.0 - ratio, above=0.0))
    if not largest_radius >= start:
        finite("largest_radius", largest_radius, least=start)
    if poured > 2.0 * np.pi * start**3:
        note(caveats, INFO.id, "first_radius", "the first pool is deeper than twice its radius")

    def slope(_time: float, state: Floats, feeding: float) -> list[float]:
        # The pool never shrinks below its first radius; the solver's trial steps may.
        radius, volume = max(float(state[0]), start), float(state[1])
        area = np.pi * radius**2
        deeper = max(volume / area - thin, 0.0)
        leaving = loss * min(area, max(volume, 0.0) / puddle)
        # The root is smoothed over a micrometre: its slope is infinite where spreading ends.
        spreading = np.sqrt(2.0 * gravity) * deeper / np.sqrt(deeper + 1e-6)
        spreading = spreading if radius < largest_radius else 0.0
        return [spreading, feeding - leaving, leaving]

    def at_dike(_time: float, state: Floats, _feeding: float) -> float:
        return float(state[0] - largest_radius)

    at_dike.terminal = True  # type: ignore[attr-defined]
    state = np.array([start, poured, 0.0])
    found = np.repeat(state[:, None], times.size, axis=1)
    begin, end = 0.0, float(times[-1]) if times.size else 0.0
    # The feed stops sharply and the dike is reached sharply: each piece is integrated for itself.
    for stop in sorted({min(lasts, end), end}):
        while begin < stop:
            bounded = bool(np.isfinite(largest_radius)) and state[0] < largest_radius
            # Nothing depends on the running total; SciPy widens the difference step of such a state
            # until it overflows, and divides by the zero change of an exact first iteration.
            with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
                solution = solve_ivp(
                    slope,
                    (begin, stop),
                    state,
                    method="Radau",
                    args=(feed if begin < lasts else 0.0,),
                    events=at_dike if bounded else None,
                    dense_output=True,
                    rtol=1e-7,
                    atol=1e-9,
                )
            if not (solution.success and np.isfinite(solution.y).all()):
                raise RuntimeError(f"{INFO.id}: {solution.message}")
            until = float(solution.t[-1])
            inside = (times > begin) & (times <= until)
            if inside.any():
                found[:, inside] = solution.sol(times[inside])
            state = solution.y[:, -1]
            if solution.status == 1:
                state[0] = largest_radius
            begin = until
    area = np.pi * found[0] ** 2
    return Pool(
        time=times,
        radius=found[0],
        volume=np.maximum(found[1], 0.0),
        evaporated=found[2],
        evaporation=loss * np.minimum(area, np.maximum(found[1], 0.0) / puddle),
    )
