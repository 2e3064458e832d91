"""Length and time in the flame of a jet of gas in still air, by its flame Froude number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, check_range, finite

INFO = ModelInfo(
    id="schefer2006",
    citation=(
        "R. W. Schefer, W. G. Houf, B. Bourne and J. Colton, Spatial and radiative properties of "
        "an open-flame hydrogen plume, Int. J. Hydrogen Energy 31, 1332-1340, 2006, "
        "doi:10.1016/j.ijhydene.2005.11.020; length by M. A. Delichatsios, Combustion and Flame "
        "92, 349-364, 1993. Papers not seen; equations as HyRAM+ (ced0b5f) states them."
    ),
    quantity="length of a jet flame of gas",
    inputs=("diameter", "velocity", "jet_density", "air_density", "air_temperature"),
    validity={"froude": (0.1, np.inf)},
    status="verified",
)

GRAVITY = 9.80665
#: Flame Froude number from which momentum alone counts, and the length there.
MOMENTUM_FROM, MOMENTUM_LENGTH = 5.0, 23.0
#: Width over length.
SLENDER = 0.17
#: Hydrogen: mass share in the stoichiometric mixture, flame temperature [K], molar mass of its
#: products [kg/mol].
HYDROGEN_SHARE, HYDROGEN_FLAME, HYDROGEN_PRODUCTS = 0.02852, 2382.0, 0.02446
GAS_CONSTANT = 8.31446261815324


@dataclass(frozen=True, slots=True)
class GasFlame:
    """Flame of a jet.

    Attributes
    ----------
    length : visible, m.
    width : m.
    froude : flame Froude number, -.
    residence_time : of the burning gas, s.
    """

    length: float
    width: float
    froude: float
    residence_time: float


def jet_flame(
    diameter: float,
    velocity: float,
    jet_density: float,
    air_density: float,
    air_temperature: float,
    stoichiometric_share: float = HYDROGEN_SHARE,
    flame_temperature: float = HYDROGEN_FLAME,
    products_molar_mass: float = HYDROGEN_PRODUCTS,
    pressure: float = 101325.0,
    caveats: Caveats | None = None,
) -> GasFlame:
    r"""Visible length of the flame of a jet of gas in still air (Schefer et al. 2006).

    Parameters
    ----------
    diameter : float
        Diameter of the hole, or of the notional nozzle. [m]
    velocity : float
        Velocity there. [m/s]
    jet_density : float
        Density there. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]
    air_temperature : float
        Temperature of the air. [K]
    stoichiometric_share : float, default that of hydrogen
        Mass share of the gas in the stoichiometric mixture. [-]
    flame_temperature : float, default that of hydrogen
        Adiabatic temperature of that mixture. [K]
    products_molar_mass : float, default that of hydrogen
        Molar mass of what has burnt. [kg/mol]
    pressure : float, default 101325
        Pressure of the air. [Pa]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    flame : GasFlame
        Length, width and time. [-]

    Raises
    ------
    InvalidInput
        An input is impossible.

    Notes
    -----
    .. math:: Fr_f = \frac{u f_s^{3/2}}{(\rho_j/\rho_a)^{1/4} \sqrt{(T_f - T_a) g d / T_a}}, \quad
        L^* = \frac{L f_s}{d \sqrt{\rho_j/\rho_a}} =
        \begin{cases}13.5 Fr^{2/5} / (1 + 0.07 Fr^2)^{1/5} & Fr < 5\\23 & Fr \ge 5\end{cases}

    .. math:: W = 0.17 L, \quad \tau = \frac{\pi \rho_f W^2 L f_s}{12 \dot m}

    Validity
    --------
    froude : from 0.1 on

    Examples
    --------
    >>> flame = jet_flame(0.03, 2000.0, 0.16, 1.2, 293.0)
    >>> round(flame.froude, 1), round(flame.length, 1)
    (11.0, 8.8)

    References
    ----------
    [1] R. W. Schefer et al., Int. J. Hydrogen Energy 31, 1332-1340, 2006.
    """
    size, speed, dense, air, warm, share, hot, molar, outside = (
        float(finite(name, value, above=0.0))
        for name, value in (
            ("diameter", diameter), ("velocity", velocity), ("jet_density", jet_density),
            ("air_density", air_density), ("air_temperature", air_temperature),
            ("stoichiometric_share", stoichiometric_share),
            ("flame_temperature", flame_temperature),
            ("products_molar_mass", products_molar_mass), ("pressure", pressure),
        )
    )  # fmt: skip
    hotter = float(finite("flame_temperature", hot, above=warm)) / warm - 1.0
    froude = speed * share**1.5 / ((dense / air) ** 0.25 * np.sqrt(hotter * GRAVITY * size))
    check_range(caveats, INFO.id, INFO.validity, {"froude": froude})
    scaled = MOMENTUM_LENGTH
    if froude < MOMENTUM_FROM:
        scaled = 13.5 * froude**0.4 / (1.0 + 0.07 * froude**2) ** 0.2
    length = scaled * size * np.sqrt(dense / air) / share
    width = SLENDER * length
    burnt = outside * molar / (GAS_CONSTANT * hot)
    flow = np.pi / 4.0 * size**2 * dense * speed
    time = np.pi / 12.0 * burnt * width**2 * length * share / flow
    return GasFlame(float(length), float(width), float(froude), float(time))
