"""One section of a plume, or one moment of a puff, of the SLAB model, and how it takes up air.

D. L. Ermak, UCRL-MA-105607, 1990, section 2.2.4 (entrainment), 2.2.5 (friction and heating).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from anlan_science.dispersion._slab_air import (
    BLOWING,
    GRAVITY,
    HEATING,
    KARMAN,
    MIX,
    SHEAR,
    SPREAD_DECAY,
    SQRT3,
    STRATIFICATION,
    Air,
)
from anlan_science.dispersion._slab_mixture import Mixture, Substance


@dataclass(slots=True)
class Section:
    """Averages over the cloud; the comments give the symbols of the user's manual."""

    mixture: Mixture
    x: float
    time: float
    load: float  # R: density, speed, half width, height; of a puff density and its three lengths
    width: float  # B, half width
    core: float  # b, half width of the even core
    height: float  # h
    centre: float  # z_c, height of the centre
    top: float  # h_p, top of the cloud
    speed: float  # u
    wind: float  # u_a, mean wind over the height of the cloud
    width_grown: float  # B_v, what slumping and mixing added to B so far
    core_grown: float  # b_v
    length: float = 0.0  # B_x, half length of a puff
    core_length: float = 0.0  # b_x
    length_grown: float = 0.0
    core_length_grown: float = 0.0
    slump: float = 0.0  # V_g, gravity flow across
    slump_along: float = 0.0  # U_g
    rise: float = 0.0  # w_c, vertical speed of the centre
    inside: float = 0.0  # released mass upwind of here
    impulse: float = 0.0  # surplus of momentum with the pressure of gravity
    push: float = 0.0  # share of the gravity head that slows the plume, 0 or 0.25
    mixing_up: float = 0.0  # w, entrainment through the top
    mixing_across: float = 0.0  # v
    mixing_along: float = 0.0  # v_x
    friction2: float = 0.0  # square of the friction velocity at the ground
    drag: float = 0.0  # momentum fluxes along, across, along by gravity, upward; heat
    drag_across: float = 0.0
    drag_along: float = 0.0
    drag_up: float = 0.0
    warming: float = 0.0

    @property
    def beta(self) -> float:
        """Width of the edge across the wind. [m]"""
        return edge(self.width, self.core)

    @property
    def beta_along(self) -> float:
        """Width of the edge along the wind. [m]"""
        return edge(self.length, self.core_length)

    @property
    def is_lofted(self) -> bool:
        """Whether the cloud has left the ground."""
        return self.top > self.height


def edge(whole: float, core: float) -> float:
    """Width of the edge that belongs to half width and core. [m]"""
    return sqrt(max(whole * whole - core * core, 0.0)) / SQRT3


@dataclass(frozen=True, slots=True)
class Source:
    """What is released, at the mixture's temperature and density; masses in kg, times in s."""

    substance: Substance
    rate: float
    duration: float
    at_once: float  # released in the first instant
    half_width: float
    blowing: float  # speed of the vapour leaving a pool
    kind: str  # "jet", "vertical", "pool", "sudden"


def settle_top(now: Section, air: Air) -> None:
    """Keep the centre in the mixed layer and find the top of the cloud."""
    half = 0.5 * now.height
    now.centre = min(now.centre, air.lid - half)
    now.top = now.centre + half if now.centre > half else now.height


def take_up_air(
    now: Section, before: float, blowing: float, fading: float, air: Air, is_puff: bool
) -> None:
    """Entrainment velocities, friction and heating of a section.

    ``blowing`` is the speed of vapour from a pool below; ``fading`` the share of the friction of
    the step ``before`` that is left behind a pool.
    """
    mixture, lofted = now.mixture, now.is_lofted
    thin = air.density / mixture.density
    along, across = 0.5 * now.slump_along, 0.5 * now.slump
    lag = (now.wind - now.speed) * thin
    ratio = air.friction / now.wind
    here, here_along, here_across = ratio * now.speed, ratio * along, ratio * across
    friction2 = air.friction * air.friction
    shear2 = SHEAR * (lag * lag + (across * thin) ** 2)
    if lofted:
        ground2 = friction2 + shear2
    else:
        ground2 = here * here + here_across * here_across + BLOWING * blowing * now.wind
    now.friction2 = ground2 + (before - ground2) * fading if fading else ground2
    heat_speed = ratio * sqrt(now.friction2)
    cold = air.temperature - mixture.temperature
    heating2 = 0.0
    if not lofted and cold > 0.0:
        between = 0.5 * (air.temperature + mixture.temperature)
        heating2 = (HEATING * GRAVITY * cold * heat_speed * now.height / between) ** (2.0 / 3.0)
    mixing2 = now.friction2 + shear2 + heating2
    heavy = max(STRATIFICATION * GRAVITY * (1.0 - thin), 0.0)
    inverse = (air.curve / (1.0 + now.top / air.layer) * friction2 + heavy) / mixing2
    flux = (1.0 - now.top / air.lid) / _phi(now.top, inverse)
    if now.top > 1.01 * now.height:
        below = now.top - now.height
        flux += (1.0 - below / air.lid) / _phi(below, inverse)
    now.mixing_up = air.at_4 / air.profile(now.top) * MIX * KARMAN * sqrt(mixing2) * flux
    _take_up_sideways(now, lag, air)
    _brake(now, lag, along * thin, across * thin, (here, here_along, here_across), is_puff, air)
    if not lofted:
        flow = mixture.density * (now.length if is_puff else 1.0)
        now.warming = flow * now.width * heat_speed * mixture.heat * cold


def _phi(height: float, inverse: float) -> float:
    """Dimensionless gradient at a height over a length of Obukhov."""
    if inverse < 0.0:
        return 1.0 / sqrt(1.0 - 16.0 * height * inverse)
    return 1.0 + 5.0 * height * inverse


def _take_up_sideways(now: Section, lag: float, air: Air) -> None:
    """Entrainment through the sides and, of a puff, through its ends."""
    angle = air.spread()
    decay = 0.5 * SPREAD_DECAY / angle / SQRT3
    passive = angle * now.wind / (1.0 + decay * now.width)
    jet = MIX * KARMAN * lag
    now.mixing_across = sqrt(passive * passive + SHEAR * jet * jet)
    depth = (now.height if now.centre > 0.5 * now.height else 2.0 * (now.height - now.centre)) / 4.0
    z = now.centre + depth / SQRT3
    if air.stability < 0.0:
        gradient = air.slow + (1.0 - air.slow) / sqrt(1.0 + air.slope * z)
    else:
        gradient = 1.0 + 5.0 * air.curve * z / (1.0 + z / air.layer)
    shear = 0.6 * air.friction * z / (z + air.roughness) * gradient * (1.0 - z / air.lid) / KARMAN
    passive = angle * now.wind / (1.0 + decay * now.length)
    now.mixing_along = sqrt(passive * passive + shear * shear)


def _brake(
    now: Section, lag: float, along: float, across: float, ground: tuple[float, float, float],
    is_puff: bool, air: Air,
) -> None:  # fmt: skip
    """Fluxes of momentum: friction at the ground, and drag of the air at the other faces."""
    flow = now.mixture.density * (now.length if is_puff else 1.0)
    here, here_along, here_across = ground
    drag = SHEAR * abs(lag) * lag
    width = now.width
    if now.is_lofted:
        now.drag = flow * (2.0 * width + now.height) * drag
        now.drag_along = now.drag_across = now.warming = 0.0
        now.drag_up = -flow * now.height * SHEAR * abs(now.rise) * now.rise
        return
    slowing = width * (here * here - air.friction * air.friction)
    now.drag = -flow * (slowing - (width + now.height) * drag)
    now.drag_along = -flow * width * (here_along * here_along + SHEAR * abs(along) * along)
    now.drag_across = -flow * width * (here_across * here_across + SHEAR * abs(across) * across)
    now.drag_up = 0.0
