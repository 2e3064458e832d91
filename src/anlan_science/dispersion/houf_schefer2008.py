"""Jet of a light gas, straight or bent upward: integral model with bell-shaped profiles."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, hypot, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike

from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, InvalidInput, check_range, finite

INFO = ModelInfo(
    id="houf_schefer2008",
    citation=(
        "W. Houf and R. Schefer, Analytical and experimental investigation of small-scale "
        "unintended releases of hydrogen, Int. J. Hydrogen Energy 33, 1435-1444, 2008, "
        "doi:10.1016/j.ijhydene.2007.11.031. Paper not seen; entrainment and profiles as HyRAM+ "
        "(ced0b5f) states them. Momentum and gas are kept exactly from the source on."
    ),
    quantity="concentration in a jet of gas",
    inputs=("diameter", "velocity", "gas_density", "air_density"),
    validity={"froude": (10.0, np.inf), "density_ratio": (0.05, 1.0)},
    status="unverified",
)

#: Width of concentration over that of velocity; momentum entrainment; largest entrainment.
SPREAD, ENTRAINMENT, LARGEST = 1.16, 0.28, 0.082
#: Entrainment by buoyancy: a quadratic of the Froude number up to the last number, then constant.
BUOYANT = (17.313, -0.11665, 2.0771e-4, 268.0, 0.97)
#: Length of the zone in which the profiles form, over the diameter, of a strong jet.
ESTABLISHED = 6.2
GRAVITY = 9.80665
STEPS = 400


@dataclass(frozen=True, slots=True)
class GasJet:
    """A jet along its axis, from the zone in which the profiles have formed.

    Attributes
    ----------
    along : way along the axis, m.
    x : horizontal distance, m.
    z : height above the hole, m.
    angle : of the axis above the horizontal, rad.
    velocity : on the axis, m/s.
    half_width : of the bell of velocity, m.
    mass_share : of the gas on the axis, -.
    fraction : of the gas by volume on the axis, -.
    density : on the axis, kg/m³.
    mass_rate : of the mixture, kg/s.
    gas_density, air_density : kg/m³.
    """

    along: Floats
    x: Floats
    z: Floats
    angle: Floats
    velocity: Floats
    half_width: Floats
    mass_share: Floats
    fraction: Floats
    density: Floats
    mass_rate: Floats
    gas_density: float
    air_density: float


def _axis(gas_flow: float, flow: float, light: float) -> tuple[float, float]:
    """Mass share on the axis and density there over that of the air, from fluxes of gas and all."""
    wide, ratio = SPREAD**2, gas_flow / flow
    share = ratio * (wide + 1.0) / (wide - ratio * light)
    return share, 1.0 / (1.0 + light * share)


def _bell(thin: float) -> tuple[float, float]:
    """Means of density over a bell of velocity and over its square; thin is density on the axis."""
    wide = SPREAD**2
    once = (wide * thin + 1.0) / (wide + 1.0)
    twice = (2.0 * wide * thin + 1.0) / (2.0 * (2.0 * wide + 1.0))
    return once, twice


def follow_jet(
    diameter: float,
    velocity: float,
    gas_density: float,
    air_density: float,
    angle: float = 0.0,
    reach: float = 1000.0,
    source_density: float | None = None,
    caveats: Caveats | None = None,
) -> GasJet:
    r"""A jet of gas in still air along its axis (Houf and Schefer 2008).

    Parameters
    ----------
    diameter : float
        Diameter of the hole, or of the notional nozzle. [m]
    velocity : float
        Velocity there. [m/s]
    gas_density : float
        Density of the gas at the temperature and pressure of the air. [kg/m³]
    air_density : float
        Density of the air. [kg/m³]
    angle : float, default 0
        Of the hole above the horizontal, -π/2 to π/2. [rad]
    reach : float, default 1000
        Way to be followed, over the diameter of the jet. [-]
    source_density : float, optional
        Density in the notional nozzle; that of the gas when left out. [kg/m³]
    caveats : Caveats, optional
        Collects what lies outside the range. [-]

    Returns
    -------
    jet : GasJet
        The jet along its axis. [-]

    Raises
    ------
    InvalidInput
        An input is impossible, or the gas is denser than the air.

    Notes
    -----
    .. math:: \frac{dm}{ds} = \rho_a (E_m + E_b), \quad
        E_m = 0.28 \sqrt{\tfrac{\pi}{4} d^2 \rho_0 u_0^2 / \rho_a}, \quad
        E_b = \frac{a}{Fr_l} 2 \pi u B \sin\theta, \quad
        \frac{dM_z}{ds} = \pi \lambda^2 g (\rho_a - \rho) B^2

    with bells of velocity and of density, the latter wider by :math:`\lambda`. The entrainment is
    at most 0.082 · 2π u B. The gas has the temperature of the air where the profiles have formed: a
    cold notional nozzle warms up as it slows down. Different from the source: width and velocity
    at the beginning follow from the flux of momentum and gas, which are kept exactly.

    Validity
    --------
    froude : from 10 on
    density_ratio : 0.05 to 1 (gas over air)

    Examples
    --------
    Before buoyancy tells, the share falls as 5.5 √(ρ_g/ρ_a) d/x, the law of Chen and Rodi (5.4):

    >>> jet = follow_jet(0.002, 2000.0, 0.0838, 1.2, reach=500.0)
    >>> round(float(jet.mass_share[-1] * jet.along[-1] / 0.002 / (0.0838 / 1.2) ** 0.5), 1)
    5.6

    References
    ----------
    [1] W. Houf and R. Schefer, Int. J. Hydrogen Energy 33, 1435-1444, 2008.
    """
    size, speed = (float(finite(name, value, above=0.0)) for name, value in
                   (("diameter", diameter), ("velocity", velocity)))  # fmt: skip
    air, gas = (float(finite(name, value, above=0.0)) for name, value in
                (("air_density", air_density), ("gas_density", gas_density)))  # fmt: skip
    if gas > air:
        raise InvalidInput("gas_density: denser than the air; a dense-gas model is needed")
    start = gas if source_density is None else float(
        finite("source_density", source_density, above=0.0)
    )  # fmt: skip
    turned = float(finite("angle", angle))
    length = float(finite("reach", reach, above=2.0 * ESTABLISHED)) * size
    weight = max(abs(air - start) / start, 1e-12)
    froude = speed / sqrt(GRAVITY * size * weight)
    check_range(caveats, INFO.id, INFO.validity, {"froude": froude, "density_ratio": gas / air})
    quadratic = BUOYANT[0] + BUOYANT[1] * froude + BUOYANT[2] * froude**2
    buoyant = quadratic if froude < BUOYANT[3] else BUOYANT[4]
    area = np.pi / 4.0 * size**2
    gas_flow, momentum = start * speed * area, start * speed**2 * area
    pulled = ENTRAINMENT * sqrt(momentum / air)
    light = air / gas - 1.0
    wide = SPREAD**2
    # On the axis at the beginning as much gas is left as the widths of the bells leave.
    first = (wide + 1.0) / (2.0 * wide)
    flow = gas_flow * (wide + 1.0 + light * first) / (wide * first)
    state = np.array([flow, momentum * sin(turned), ESTABLISHED * size * cos(turned),
                      ESTABLISHED * size * sin(turned)])  # fmt: skip
    level = momentum * cos(turned)

    def local(values: Floats) -> tuple[float, float, float, float, float, float]:
        whole, rising = float(values[0]), float(values[1])
        share, thin = _axis(gas_flow, whole, light)
        once, twice = _bell(thin)
        total = hypot(level, rising)
        fast = total / whole * once / twice
        width = sqrt(whole / (np.pi * air * fast * once))
        return share, thin, fast, width, level / total, rising / total

    def slopes(values: Floats) -> Floats:
        _share, thin, fast, width, flat, steep = local(values)
        lift = GRAVITY * width * (1.0 - thin)
        most = 2.0 * np.pi * width * fast
        taken = pulled + buoyant * lift / (fast * fast * thin) * most * max(steep, 0.0)
        taken = min(taken, LARGEST * most)
        return np.array([air * taken, np.pi * wide * lift * air * width, flat, steep])

    along = np.geomspace(ESTABLISHED * size, length, STEPS + 1)
    rows = [(state.copy(), local(state))]
    for one, other in zip(along[:-1], along[1:], strict=True):
        step = other - one
        a = slopes(state)
        b = slopes(state + 0.5 * step * a)
        c = slopes(state + 0.5 * step * b)
        d = slopes(state + step * c)
        state = state + step / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        rows.append((state.copy(), local(state)))
    states = np.array([row for row, _ in rows])
    share, thin, fast, width, flat, steep = np.array([row for _, row in rows]).T
    return GasJet(
        along, states[:, 2], states[:, 3], np.arctan2(steep, flat), fast, width, share,
        share * thin * air / gas, thin * air, states[:, 0], gas, air,
    )  # fmt: skip


def axis_fraction(jet: GasJet, along: ArrayLike) -> Floats:
    r"""Volume fraction on the axis of a jet.

    Parameters
    ----------
    jet : GasJet
        A jet. [-]
    along : float or ndarray, shape (n,)
        Way along the axis. [m]

    Returns
    -------
    fraction : ndarray, shape (n,) or ()
        Volume fraction; 1 nearer than the profiles have formed where they would give more. [-]

    Raises
    ------
    InvalidInput
        A way is negative or beyond the reach.

    References
    ----------
    [1] W. Houf and R. Schefer, Int. J. Hydrogen Energy 33, 1435-1444, 2008.
    """
    way = _within(jet, along)
    found = np.exp(np.interp(np.log(np.maximum(way, jet.along[0])), np.log(jet.along),
                             np.log(jet.fraction)))  # fmt: skip
    near = np.minimum(jet.fraction[0] * jet.along[0] / np.maximum(way, 1e-12), 1.0)
    return np.asarray(np.where(way < jet.along[0], near, found))


def radial_share(jet: GasJet, along: ArrayLike, radius: ArrayLike) -> Floats:
    r"""Mass share of the gas beside the axis of a jet.

    Parameters
    ----------
    jet : GasJet
        A jet. [-]
    along : float or ndarray, shape (n,)
        Way along the axis, from where the profiles have formed on. [m]
    radius : float or ndarray, shape (n,)
        Distance from the axis. [m]

    Returns
    -------
    mass_share : ndarray, shape (n,) or ()
        Mass share. [-]

    Raises
    ------
    InvalidInput
        A way is not on the jet.

    Notes
    -----
    .. math:: Y = Y_c \frac{\rho_c}{\rho} e^{-(r/\lambda B)^2}, \quad
        \rho = \rho_a - (\rho_a - \rho_c) e^{-(r/\lambda B)^2}

    References
    ----------
    [1] W. Houf and R. Schefer, Int. J. Hydrogen Energy 33, 1435-1444, 2008.
    """
    way = _within(jet, along)
    width, share, dense = (
        np.interp(way, jet.along, each) for each in (jet.half_width, jet.mass_share, jet.density)
    )
    bell = np.exp(-((finite("radius", radius) / (SPREAD * width)) ** 2))
    return np.asarray(share * dense * bell / (jet.air_density - (jet.air_density - dense) * bell))


def distance_of(jet: GasJet, fraction: float) -> float:
    r"""Way along the axis at which a volume fraction is met for the last time.

    Parameters
    ----------
    jet : GasJet
        A jet. [-]
    fraction : float
        Volume fraction. [-]

    Returns
    -------
    along : float
        Way along the axis. [m]

    Raises
    ------
    InvalidInput
        The fraction is met beyond the reach of the jet, or is not between 0 and 1.

    References
    ----------
    [1] W. Houf and R. Schefer, Int. J. Hydrogen Energy 33, 1435-1444, 2008.
    """
    level = float(finite("fraction", fraction, above=0.0))
    if level < jet.fraction[-1]:
        raise InvalidInput("fraction: met beyond the reach of the jet; give a longer reach")
    if level >= jet.fraction[0]:
        return float(jet.along[0] * jet.fraction[0] / level)
    return float(np.exp(np.interp(-np.log(level), -np.log(jet.fraction), np.log(jet.along))))


def _within(jet: GasJet, along: ArrayLike) -> Floats:
    way = finite("along", along, least=0.0)
    if way.size and way.max() > jet.along[-1] * (1.0 + 1e-12):
        raise InvalidInput("along: beyond the reach of the jet; give a longer reach")
    return way
