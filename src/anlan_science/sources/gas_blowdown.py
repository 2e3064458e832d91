"""Emptying of a gas vessel through a hole: balances of mass and energy over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.integrate import solve_ivp

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range, finite
from anlan_science.sources import gas_orifice

INFO = ModelInfo(
    id="gas_blowdown",
    citation=(
        "Balances of mass and energy of a well-mixed ideal gas with the flow of gas_orifice; "
        "closed form of the choked adiabatic emptying: e.g. CPR 14E (Yellow Book), 2005, section "
        "2.5.2, not seen. Verified against the closed forms, adiabatic and isothermal."
    ),
    quantity="mass rate of gas from an emptying vessel",
    inputs=("volume", "area", "pressure", "temperature", "molar_mass", "heat_ratio"),
    validity={"discharge": (0.5, 1.0), "heat_ratio": (1.05, 1.7)},
    status="verified",
)

#: Molar gas constant. [J/(mol K)]
GAS_CONSTANT = 8.31446261815324
RELATIVE_TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True)
class Blowdown:
    """State of the vessel at the times asked for.

    Attributes
    ----------
    time : s.
    mass : gas in the vessel, kg.
    temperature : K.
    pressure : Pa.
    mass_rate : kg/s.
    heat : taken up from the wall since the beginning, J.
    """

    time: Floats
    mass: Floats
    temperature: Floats
    pressure: Floats
    mass_rate: Floats
    heat: Floats


def blowdown(
    time: ArrayLike,
    volume: float,
    area: float,
    pressure: float,
    temperature: float,
    molar_mass: float,
    heat_ratio: float,
    ambient_pressure: float = 101325.0,
    discharge: float = 0.85,
    wall_conductance: float = 0.0,
    wall_temperature: float = 288.15,
    caveats: Caveats | None = None,
) -> Blowdown:
    r"""Mass, temperature, pressure and rate of an emptying gas vessel over time.

    Parameters
    ----------
    time : ndarray, shape (n,)
        Times since the hole opened, rising from 0 or more. [s]
    volume : float
        Volume of the vessel. [m³]
    area : float
        Area of the hole. [m²]
    pressure : float
        Pressure at first, absolute. [Pa]
    temperature : float
        Temperature at first. [K]
    molar_mass : float
        Molar mass of the gas. [kg/mol]
    heat_ratio : float
        Ratio of specific heats, constant. [-]
    ambient_pressure : float, default 101325.0
        Pressure outside, absolute. [Pa]
    discharge : float, default 0.85
        Discharge factor. [-]
    wall_conductance : float, default 0.0
        Heat per time and degree between wall and gas; 0 adiabatic, large isothermal. [W/K]
    wall_temperature : float, default 288.15
        Temperature of the wall, constant. [K]
    caveats : Caveats, optional
        Collects what lies outside the published range. [-]

    Returns
    -------
    course : Blowdown
        State at every time. [SI units]

    Raises
    ------
    InvalidInput
        An input is impossible.
    RuntimeError
        The integration failed.

    Notes
    -----
    .. math:: \dot m = -q, \quad m c_v \dot T = -q R T / M + U (T_w - T)

    Real-gas effects and condensation are left out: not for gas near its saturation line.

    Validity
    --------
    discharge : 0.5 to 1
    heat_ratio : 1.05 to 1.7

    References
    ----------
    [1] CPR 14E (Yellow Book), 2005, section 2.5.2.
    """
    times = np.atleast_1d(finite("time", time, least=0.0))
    size = float(finite("volume", volume, above=0.0))
    hole = float(finite("area", area, least=0.0))
    start = float(finite("temperature", temperature, above=0.0))
    first = float(finite("pressure", pressure, above=0.0))
    gas = GAS_CONSTANT / float(finite("molar_mass", molar_mass, above=0.0))
    k = float(finite("heat_ratio", heat_ratio, above=1.0))
    outside = float(finite("ambient_pressure", ambient_pressure, least=0.0))
    conductance = float(finite("wall_conductance", wall_conductance, least=0.0))
    wall = float(finite("wall_temperature", wall_temperature, above=0.0))
    factor = float(finite("discharge", discharge, above=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"discharge": factor, "heat_ratio": k})
    finite("time steps", np.diff(times), least=0.0)
    heat_capacity = gas / (k - 1.0)
    first_mass = first * size / (gas * start)
    limit = float(gas_orifice.critical_ratio(k))

    def rate_of(mass: Floats, warmth: Floats) -> Floats:
        """Flow of ``gas_orifice`` without its checks; none once the pressures are equal."""
        inside = mass * gas * warmth / size
        eta = np.clip(outside / inside, limit, 1.0)
        bracket = np.maximum(eta ** (2.0 / k) - eta ** ((k + 1.0) / k), 0.0)
        flux = np.sqrt(mass / size * inside * 2.0 * k / (k - 1.0) * bracket)
        return np.asarray(factor * hole * flux)

    def slope(_time: float, state: Floats) -> list[float]:
        mass, energy = state[0] * first_mass, state[1] * first_mass * heat_capacity * start
        warmth = energy / (mass * heat_capacity)
        leaving = float(rate_of(np.asarray(mass), np.asarray(warmth)))
        heat = conductance * (wall - warmth)
        enthalpy = (heat_capacity + gas) * warmth
        scale = first_mass * heat_capacity * start
        return [-leaving / first_mass, (heat - leaving * enthalpy) / scale, heat / scale]

    if times.size == 0:
        empty = np.empty(0)
        return Blowdown(empty, empty, empty, empty, empty, empty)
    # Nothing depends on the running total; SciPy widens the difference step of such a state
    # until it overflows, and divides by the zero change of an exact first iteration.
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        solution = solve_ivp(
            slope,
            (0.0, max(float(times[-1]), 1e-9)),
            [1.0, 1.0, 0.0],
            method="Radau",
            dense_output=True,
            rtol=RELATIVE_TOLERANCE,
            atol=1e-12,
        )
    if not (solution.success and np.isfinite(solution.y).all()):
        raise RuntimeError(f"{INFO.id}: {solution.message}")
    course = solution.sol(times)
    mass = course[0] * first_mass
    warmth = course[1] / course[0] * start
    return Blowdown(
        time=times,
        mass=mass,
        temperature=warmth,
        pressure=mass * gas * warmth / size,
        mass_rate=rate_of(mass, warmth),
        heat=course[2] * first_mass * heat_capacity * start,
    )
