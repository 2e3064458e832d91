"""A jet that leaves a hole above the pressure of the air, as one that does not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.registry import InvalidInput, finite

INFO = ModelInfo(
    id="yuceil_otugen2002",
    citation=(
        "K. B. Yuceil and M. V. Otugen, Scaling parameters for underexpanded supersonic jets, "
        "Physics of Fluids 14, 4206-4215, 2002, doi:10.1063/1.1513796: mass, momentum and energy "
        "are kept. Paper not seen; the balances stated here are those of its title model as "
        "HyRAM+ describes it."
    ),
    quantity="notional nozzle of an underexpanded jet",
    inputs=("pressure", "temperature", "density", "velocity", "mass_rate", "molar_mass"),
    status="unverified",
)

#: Molar gas constant. [J/(mol K)]
GAS_CONSTANT = 8.31446261815324


@dataclass(frozen=True, slots=True)
class NotionalNozzle:
    """A jet at the pressure of the air with the same mass, momentum and energy.

    Attributes
    ----------
    diameter : m.
    velocity : m/s.
    temperature : K.
    density : kg/m³.
    mass_rate : kg/s.
    """

    diameter: float
    velocity: float
    temperature: float
    density: float
    mass_rate: float


def notional_nozzle(
    pressure: float,
    temperature: float,
    density: float,
    velocity: float,
    mass_rate: float,
    molar_mass: float,
    heat_ratio: float,
    covolume: float = 0.0,
    discharge: float = 1.0,
    ambient_pressure: float = 101325.0,
) -> NotionalNozzle:
    r"""Jet at the pressure of the air that carries the mass, momentum and energy of a hole's.

    Parameters
    ----------
    pressure : float
        Pressure in the hole. [Pa]
    temperature : float
        Temperature in the hole. [K]
    density : float
        Density in the hole. [kg/m³]
    velocity : float
        Velocity in the hole. [m/s]
    mass_rate : float
        Mass rate. [kg/s]
    molar_mass : float
        Molar mass. [kg/mol]
    heat_ratio : float
        Ratio of specific heats. [-]
    covolume : float, default 0
        Room that the molecules take up. [m³/kg]
    discharge : float, default 1
        Discharge factor, on the area. [-]
    ambient_pressure : float, default 101325
        Pressure of the air. [Pa]

    Returns
    -------
    nozzle : NotionalNozzle
        The jet after its expansion. [-]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pressure in the hole is below that of the air.

    Notes
    -----
    .. math:: u_2 = u_1 + \frac{p_1 - p_a}{C_d \rho_1 u_1}, \quad
        c_p T_2 + b p_a + u_2^2/2 = c_p T_1 + b p_1 + u_1^2/2, \quad
        d_2^2 = \frac{4 \dot m}{\pi \rho_2 u_2}

    Examples
    --------
    >>> from anlan_science.sources.johnston2005 import choked_release
    >>> hole = choked_release(0.001, 10e6, 293.0, 0.002016, 1.41)
    >>> jet = notional_nozzle(hole.pressure, hole.temperature, hole.density, hole.velocity,
    ...                       hole.mass_rate, 0.002016, 1.41)
    >>> round(jet.diameter / 0.001, 1), round(jet.velocity)
    (4.3, 2016)

    References
    ----------
    [1] K. B. Yuceil and M. V. Otugen, Physics of Fluids 14, 4206-4215, 2002.
    """
    p = float(finite("pressure", pressure, above=0.0))
    air = float(finite("ambient_pressure", ambient_pressure, above=0.0))
    if p < air:
        raise InvalidInput("pressure: below that of the air; the jet needs no notional nozzle")
    rho = float(finite("density", density, above=0.0))
    speed = float(finite("velocity", velocity, above=0.0))
    flow = float(finite("mass_rate", mass_rate, above=0.0))
    k = float(finite("heat_ratio", heat_ratio, above=1.0))
    room = float(finite("covolume", covolume, least=0.0))
    constant = GAS_CONSTANT / float(finite("molar_mass", molar_mass, above=0.0))
    fast = speed + (p - air) / (float(finite("discharge", discharge, above=0.0)) * rho * speed)
    heat = constant * k / (k - 1.0)
    cold = float(finite("temperature", temperature, above=0.0))
    cold += (room * (p - air) + 0.5 * (speed**2 - fast**2)) / heat
    if cold <= 0.0:
        raise InvalidInput("pressure: the balance of energy leaves no temperature")
    thin = air / (constant * cold + room * air)
    size = float(np.sqrt(4.0 * flow / (np.pi * thin * fast)))
    return NotionalNozzle(size, fast, cold, thin, flow)
