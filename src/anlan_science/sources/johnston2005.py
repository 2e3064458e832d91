"""Gas at high pressure through a hole: choked flow of a gas whose molecules take up room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="johnston2005",
    citation=(
        "I. A. Johnston, The Noble-Abel equation of state: thermodynamic derivations for "
        "ballistics modelling, DSTO-TN-0670, Defence Science and Technology Organisation, 2005. "
        "Of the note only the beginning was at hand; the balances here were derived again."
    ),
    quantity="choked flow of gas at high pressure",
    inputs=("diameter", "pressure", "temperature", "molar_mass", "heat_ratio", "covolume"),
    validity={"pressure": (2e5, 1e8), "heat_ratio": (1.05, 1.7)},
    status="verified",
)

#: Molar gas constant. [J/(mol K)]
GAS_CONSTANT = 8.31446261815324
#: Room taken up by the molecules of hydrogen. [m³/kg]
HYDROGEN_COVOLUME = 7.691e-3


@dataclass(frozen=True, slots=True)
class Throat:
    """State of the gas where it leaves the hole at the speed of sound.

    Attributes
    ----------
    pressure : Pa.
    temperature : K.
    density : kg/m³.
    velocity : m/s.
    mass_rate : kg/s.
    stagnation_density : in the vessel, kg/m³.
    """

    pressure: float
    temperature: float
    density: float
    velocity: float
    mass_rate: float
    stagnation_density: float


def density(pressure: float, temperature: float, molar_mass: float, covolume: float = 0.0) -> float:
    r"""Density of a gas of Noble and Abel.

    Parameters
    ----------
    pressure : float
        Absolute pressure. [Pa]
    temperature : float
        Temperature. [K]
    molar_mass : float
        Molar mass. [kg/mol]
    covolume : float, default 0
        Room that the molecules take up; 0 for an ideal gas. [m³/kg]

    Returns
    -------
    density : float
        Density. [kg/m³]

    Raises
    ------
    InvalidInput
        An input is impossible.

    Notes
    -----
    .. math:: \rho = p / (R T / M + b p)

    Examples
    --------
    Hydrogen at 700 bar and 288.15 K (NIST: 40.2 kg/m³):

    >>> round(density(70e6, 288.15, 0.00201588, HYDROGEN_COVOLUME), 1)
    40.5

    References
    ----------
    [1] I. A. Johnston, DSTO-TN-0670, 2005.
    """
    p = float(finite("pressure", pressure, above=0.0))
    t = float(finite("temperature", temperature, above=0.0))
    room = float(finite("covolume", covolume, least=0.0))
    molar = float(finite("molar_mass", molar_mass, above=0.0))
    return p / (GAS_CONSTANT / molar * t + room * p)


def choked_release(
    diameter: float,
    pressure: float,
    temperature: float,
    molar_mass: float,
    heat_ratio: float,
    covolume: float = 0.0,
    discharge: float = 1.0,
    ambient_pressure: float = 101325.0,
    caveats: Caveats | None = None,
) -> Throat:
    r"""Choked flow from a vessel through a round hole (Johnston 2005).

    Parameters
    ----------
    diameter : float
        Diameter of the hole. [m]
    pressure : float
        Absolute pressure in the vessel. [Pa]
    temperature : float
        Temperature in the vessel. [K]
    molar_mass : float
        Molar mass. [kg/mol]
    heat_ratio : float
        Ratio of specific heats. [-]
    covolume : float, default 0
        Room that the molecules take up; 0 for an ideal gas. [m³/kg]
    discharge : float, default 1
        Discharge factor, on the area. [-]
    ambient_pressure : float, default 101325
        Pressure outside. [Pa]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    throat : Throat
        State in the hole and mass rate. [-]

    Raises
    ------
    InvalidInput
        An input is impossible, or the pressure is too low for choked flow.

    Notes
    -----
    .. math:: p (1/\rho - b)^\gamma = \text{const}, \quad u_1^2 = 2 c_p (T_0 - T_1)
        + 2 b (p_0 - p_1) = \frac{\gamma p_1}{\rho_1 (1 - b\rho_1)}

    R. W. Schefer et al., Int. J. Hydrogen Energy 32, 2081-2093, 2007, leave the work of the
    covolume b (p0 - p1) out: of hydrogen 2.5 % less flow at 100 bar, 8 % at 350, 15 % at 700.

    Validity
    --------
    pressure : 2e5 to 1e8 Pa
    heat_ratio : 1.05 to 1.7

    Examples
    --------
    Without covolume it is the choked ideal gas:

    >>> throat = choked_release(0.01, 501e3, 298.0, 0.044, 1.15)
    >>> round(throat.pressure / 501e3, 4)
    0.5744

    References
    ----------
    [1] I. A. Johnston, DSTO-TN-0670, 2005.
    """
    p = float(finite("pressure", pressure, above=0.0))
    t = float(finite("temperature", temperature, above=0.0))
    outside = float(finite("ambient_pressure", ambient_pressure, above=0.0))
    k = float(finite("heat_ratio", heat_ratio, above=1.0))
    room = float(finite("covolume", covolume, least=0.0))
    check_range(caveats, INFO.id, INFO.validity, {"pressure": p, "heat_ratio": k})
    constant = GAS_CONSTANT / float(finite("molar_mass", molar_mass, above=0.0))
    still = density(p, t, molar_mass, room)
    heat = k * constant / (k - 1.0)

    def state(share: float) -> tuple[float, float, float]:
        """Temperature, density and square of the speed of sound at a share of the pressure."""
        width = share ** (-1.0 / k) * constant * t / p
        rho = 1.0 / (width + room)
        return t * share ** ((k - 1.0) / k), rho, k * share * p / (rho**2 * width)

    def wrong(share: float) -> float:
        cold, _rho, sound = state(share)
        return 2.0 * heat * (t - cold) + 2.0 * room * p * (1.0 - share) - sound

    share = float(brentq(wrong, 1e-3, 1.0, xtol=1e-15, rtol=1e-14))
    cold, rho, sound = state(share)
    there, speed = share * p, float(np.sqrt(sound))
    if there < outside:
        raise InvalidInput("pressure: too low, the flow is not choked")
    area = np.pi / 4.0 * float(finite("diameter", diameter, above=0.0)) ** 2
    flow = float(finite("discharge", discharge, above=0.0)) * area * rho * speed
    return Throat(there, cold, rho, speed, float(flow), still)
