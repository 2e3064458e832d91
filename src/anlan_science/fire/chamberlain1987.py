"""Shape and power of a jet flame of gas in wind: a lifted, bent frustum."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, check_range, finite, note

INFO = ModelInfo(
    id="chamberlain1987",
    citation=(
        "G. A. Chamberlain, Developments in design methods for predicting thermal radiation from "
        "flares, Chem. Eng. Res. Des. 65, 299-309, 1987, as in TNO, Yellow Book, CPR 14E, section "
        "6.5.2. Neither was at hand: equations compared with one public implementation; where that "
        "is not continuous the constants that join are taken."
    ),
    quantity="shape and surface emissive power of a jet flame",
    inputs=("mass_flow", "jet_velocity", "molar_mass", "wind_speed", "angle"),
    validity={"velocity_ratio": (0.005, 0.2)},
    status="verified",
)

GRAVITY = 9.80665


@dataclass(frozen=True, slots=True)
class JetFlame:
    """Shape of the flame.

    Attributes
    ----------
    length : from the hole to the tip, m.
    tilt : between the hole's axis and the flame's axis, toward downwind, rad.
    lift_off : along the hole's axis to the base of the frustum, m.
    frustum_length : m.
    base_width, tip_width : m.
    area : surface of the frustum with both ends, m².
    radiant_share : share of the power that leaves as radiation.
    emissive_power : averaged over the surface, W/m².
    """

    length: float
    tilt: float
    lift_off: float
    frustum_length: float
    base_width: float
    tip_width: float
    area: float
    radiant_share: float
    emissive_power: float


def _still_length(source: float, velocity: float, fuel_share: float) -> float:
    """Length of a vertical flame in still air: root of Y, by bisection on a growing function."""
    buoyant = 0.024 * (GRAVITY * source / velocity**2) ** (1.0 / 3.0)
    wanted = (2.85 / fuel_share) ** (2.0 / 3.0)
    low, high = 0.0, (wanted / 0.2) ** 1.5
    for _step in range(100):
        middle = (low + high) / 2.0
        if buoyant * middle ** (5.0 / 3.0) + 0.2 * middle ** (2.0 / 3.0) > wanted:
            high = middle
        else:
            low = middle
    return float(source * (low + high) / 2.0)


def compute_jet_flame(
    mass_flow: float,
    jet_velocity: float,
    molar_mass: float,
    heat_of_combustion: float,
    wind_speed: float,
    angle: float = np.pi / 2.0,
    jet_density: float = 1.2,
    air_density: float = 1.2,
    *,
    caveats: Caveats | None = None,
) -> JetFlame:
    r"""Jet flame of a paraffin gas in wind; Chamberlain 1987.

    Parameters
    ----------
    mass_flow : float
        Release rate. [kg/s]
    jet_velocity : float
        Velocity of the jet expanded to ambient pressure. [m/s]
    molar_mass : float
        Molar mass of the gas. [kg/mol]
    heat_of_combustion : float
        Lower heat of combustion. [J/kg]
    wind_speed : float
        Wind at 10 m. [m/s]
    angle : float, default π/2
        Angle between the axis of the hole and the direction the wind blows to, 0 to π. [rad]
    jet_density : float, default 1.2
        Density of the expanded jet. [kg/m³]
    air_density : float, default 1.2
        Density of the air. [kg/m³]
    caveats : Caveats or None, default None
        Where departures from the range are collected. [-]

    Returns
    -------
    flame : JetFlame
        Shape and power. [m, rad, m², W/m²]

    Raises
    ------
    InvalidInput
        A value is impossible.
    OutOfValidity
        When the list is strict and the wind leaves the range or turns the flame past itself.

    Notes
    -----
    .. math:: 0.024 (g D_s/u_j^2)^{1/3} Y^{5/3} + 0.2 Y^{2/3} = (2.85/W)^{2/3}, \quad
              L = Y D_s (0.51 e^{-0.4 u} + 0.49)(1 - 0.00607 (\theta - 90°))

    D_s is the diameter of a source of the same momentum with the density of air; W the fuel share
    of the stoichiometric mixture, of a paraffin. Power: :math:`(0.21 e^{-0.00323 u_j} + 0.11) Q/A`.

    Validity
    --------
    velocity_ratio : 0.005 to 0.2 (wind over jet velocity)
    tilt : 0 to ``angle``; small flames in strong wind lean past it, which is told

    Examples
    --------
    >>> flame = compute_jet_flame(10.0, 400.0, 0.01604, 50e6, 5.0)
    >>> 20.0 < flame.length < 40.0
    True

    References
    ----------
    [1] G. A. Chamberlain, Chem. Eng. Res. Des. 65, 299-309, 1987.
    """
    flow = float(finite("mass_flow", mass_flow, above=0.0))
    velocity = float(finite("jet_velocity", jet_velocity, above=0.0))
    molar = float(finite("molar_mass", molar_mass, above=0.0))
    heat = float(finite("heat_of_combustion", heat_of_combustion, above=0.0))
    wind = float(finite("wind_speed", wind_speed, least=0.0))
    turned = float(finite("angle", angle, least=0.0))
    dense = float(finite("jet_density", jet_density, above=0.0))
    air = float(finite("air_density", air_density, above=0.0))
    ratio = wind / velocity
    check_range(caveats, INFO.id, INFO.validity, {"velocity_ratio": ratio})
    source = np.sqrt(4.0 * flow / (np.pi * air * velocity))
    still = _still_length(source, velocity, molar / (15.816 * molar + 0.0395))
    across = np.degrees(turned) - 90.0
    length = still * (0.51 * np.exp(-0.4 * wind) + 0.49) * (1.0 - 6.07e-3 * across)
    per_metre = (GRAVITY / (source * velocity) ** 2) ** (1.0 / 3.0)
    tilt = np.radians(_tilt_degrees(ratio, across, still * per_metre))
    if tilt > turned:
        note(caveats, INFO.id, "tilt", f"{tilt:.2f} rad leans past the wind at {turned:.2f} rad")
    lift_share = 0.185 * np.exp(-20.0 * ratio) + 0.015
    # sin(K a)/sin(a) tends to K for a flame along the axis of the hole.
    lean = abs(tilt)
    lift = length * (np.sin(lift_share * lean) / np.sin(lean) if lean > 1e-9 else lift_share)
    frustum = np.sqrt(length**2 - (lift * np.sin(lean)) ** 2) - lift * np.cos(lean)
    fade = np.exp(-70.0 * source * per_metre * _widening(ratio) * ratio)
    base = source * (13.5 * np.exp(-6.0 * ratio) + 1.5)
    base *= 1.0 - (1.0 - np.sqrt(air / dense) / 15.0) * fade
    tip = length * (0.18 * np.exp(-1.5 * ratio) + 0.31) * (1.0 - 0.47 * np.exp(-25.0 * ratio))
    mantle = np.pi / 2.0 * (base + tip) * np.hypot(frustum, (tip - base) / 2.0)
    area = np.pi / 4.0 * (base**2 + tip**2) + mantle
    share = 0.21 * np.exp(-0.00323 * velocity) + 0.11
    return JetFlame(
        length=float(length),
        tilt=float(tilt),
        lift_off=float(lift),
        frustum_length=float(frustum),
        base_width=float(base),
        tip_width=float(tip),
        area=float(area),
        radiant_share=float(share),
        emissive_power=float(share * flow * heat / area),
    )


def _widening(ratio: float) -> float:
    """Factor C of the width of the base."""
    return float(1000.0 * np.exp(-100.0 * ratio) + 0.8)


def _tilt_degrees(ratio: float, across: float, richardson: float) -> float:
    """Tilt: by momentum of jet and wind, and by buoyancy; the pieces join at a ratio of 0.05."""
    momentum = across * (1.0 - np.exp(-25.6 * ratio))
    if ratio <= 0.05:
        return float(momentum + 8000.0 * ratio / richardson)
    return float(momentum + (134.0 + 1726.0 * np.sqrt(ratio - 0.026)) / richardson)
