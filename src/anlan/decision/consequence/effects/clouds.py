"""Clouds downwind: dense gas near the source, a Gaussian plume or puff where it has thinned out.

A cloud is told by its concentration on the axis and its width at a row of distances; the zone of a
level is the outline of what exceeds it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.special import erf

from anlan_science.dispersion import (
    briggs1973,
    britter_mcquaid1988,
    ccps1999_puff,
    gaussian_plume,
    gaussian_puff,
)
from anlan_science.dispersion.averaging_time import spread_factor
from anlan_science.dispersion.sigma_sets import spreads
from anlan_science.dispersion.stability import StabilityClass
from anlan_science.registry import Caveats, Floats, check_range

GAS_CONSTANT = 8.31446261815324
PRESSURE = 101_325.0
AIR_MOLAR_MASS = 0.028964
#: From here on no published spread is known. [m]
FARTHEST = 10_000.0
#: Lowest share that the nomogram of dense plumes (and puffs) was drawn for.
THINNEST = {"plume": 0.002, "puff": 0.001}
#: Beside the axis a Gaussian has a tenth of its value at so many standard deviations.
EDGE = 2.146
_DISTANCES = np.geomspace(1.0, FARTHEST, 260)
_CORNERS = 48
#: Steps of the search for a half width: to a thousandth of a per cent.
_HALVINGS = 22

Outline = list[tuple[float, float]]


@dataclass(frozen=True)
class Cloud:
    """Concentration [kg/m³] on the axis and crosswind spread over the distance downwind.

    ``edge`` is the half width of the part that is even across, 0 where the cloud is Gaussian;
    beside it the cloud fades over ``sigma``, or ends at once where that is 0.
    """

    x: Floats
    axis: Floats
    sigma: Floats
    edge: Floats
    upwind: float
    models: tuple[str, ...]
    caveats: Caveats = field(default_factory=Caveats)
    #: Time in which it passes each distance [s]; None where it lasts as long as the release.
    passing: Floats | None = None

    def reach(self, level: float) -> float:
        """Return the farthest distance at which the axis exceeds a level [m]; 0 for nowhere."""
        above = np.nonzero(self.axis >= level)[0]
        if not len(above):
            return 0.0
        last = int(above[-1])
        if last == len(self.x) - 1:
            return float(self.x[-1])
        low, high = np.log(self.axis[last]), np.log(max(self.axis[last + 1], 1e-300))
        share = (low - np.log(level)) / (low - high)
        return float(np.exp(np.log(self.x[last]) + share * np.log(self.x[last + 1] / self.x[last])))

    def at(self, x: Floats, y: Floats) -> Floats:
        """Return the concentration [kg/m³] at places downwind (x) and beside the axis (y)."""
        place = np.clip(x, self.x[0], self.x[-1])
        logarithm = np.log(np.maximum(self.axis, 1e-300))
        axis = np.exp(np.interp(np.log(place), np.log(self.x), logarithm))
        nearest = np.searchsorted(self.x, place, side="right") - 1
        edge = self.edge[nearest]
        sigma = np.maximum(np.interp(place, self.x, self.sigma), 1e-9)
        bell = np.exp(-0.5 * (y / sigma) ** 2)
        beside = np.where(edge > 0.0, np.abs(y) <= edge, bell)
        soft = (edge > 0.0) & (self.sigma[nearest] > 0.0)
        if soft.any():
            beside = np.where(soft, _faded(np.abs(y), edge, sigma), beside)
        there = (x >= -self.upwind) & (x <= self.x[-1])
        return np.asarray(np.where(there, axis * beside, 0.0))

    def check(self, reach: float) -> None:
        """Record it when a zone ends where the spreads of a passive cloud are not published."""
        for info in (briggs1973.INFO, ccps1999_puff.INFO):
            if info.id in self.models and (self.sigma[self.x <= reach] > 0.0).any():
                check_range(self.caveats, info.id, info.validity, {"x": reach})

    def outline(self, level: float) -> Outline:
        """Return the corners of what exceeds a level, counter-clockwise; empty for nowhere."""
        reach = self.reach(level)
        if reach <= 0.0:
            return []
        inside = self.x < reach
        x = self.x[inside]
        ratio = np.maximum(self.axis[inside] / level, 1.0)
        edge, sigma = self.edge[inside], self.sigma[inside]
        half = np.where(edge > 0.0, edge, sigma * np.sqrt(2.0 * np.log(ratio)))
        soft = (edge > 0.0) & (sigma > 0.0)
        if soft.any():
            half = np.where(soft, _half_width(edge, sigma, ratio), half)
        elif edge.any():  # the front of an even cloud is closed by half an ellipse
            half = half * np.sqrt(np.clip((reach - x) / max(0.15 * reach, 1.0), 0.0, 1.0))
        back = max(self.upwind, min(2.0, 0.1 * reach))
        # Corners dense near the source and even farther out, where they are seen.
        even = np.searchsorted(x, np.linspace(x[0], x[-1], 60))
        keep = np.unique(np.concatenate([np.linspace(0, len(x) - 1, 60).astype(int), even]))
        near = float(half[0]) if len(half) else 0.0
        left = [(float(x[i]), float(half[i])) for i in keep]
        right = [(float(x[i]), -float(half[i])) for i in reversed(keep)]
        rear = [(-back, -0.6 * near - 0.5), (-back, 0.6 * near + 0.5)]
        return [*rear[1:], *left, (reach, 0.0), *right, rear[0]]


def _faded(y: Floats, edge: Floats, sigma: Floats) -> Floats:
    """Concentration beside the axis over the one on it: an even part with soft sides."""
    soft = np.sqrt(2.0) * np.maximum(sigma, 1e-9)
    middle = 2.0 * erf(edge / soft)
    beside = erf((edge + y) / soft) + erf((edge - y) / soft)
    return np.asarray(beside / np.maximum(middle, 1e-300))


def _half_width(edge: Floats, sigma: Floats, ratio: Floats) -> Floats:
    """Distance beside the axis at which a cloud with soft sides has fallen by a ratio."""
    low, high = np.zeros_like(edge), edge + 8.0 * sigma
    for _step in range(_HALVINGS):
        middle = 0.5 * (low + high)
        inside = _faded(middle, edge, sigma) * ratio >= 1.0
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return np.asarray(np.where(ratio > 1.0, low, 0.0))


def gas_density(molar_mass: float, temperature: float) -> float:
    """Return the density of an ideal gas at ambient pressure [kg/m³]."""
    return PRESSURE * molar_mass / (GAS_CONSTANT * temperature)


def circle(radius: float) -> Outline:
    """Return a circle around the source."""
    angles = np.linspace(0.0, 2.0 * np.pi, _CORNERS, endpoint=False)
    return [(float(radius * np.cos(a)), float(radius * np.sin(a))) for a in angles]


def _virtual(curve: Callable[[Floats], Floats], wanted: float, *, rising: bool) -> float:
    """Return the distance at which a curve that rises (falls) has a value; the nearest end else."""
    values = np.log(curve(_DISTANCES))
    order = slice(None) if rising else slice(None, None, -1)
    return float(np.exp(np.interp(np.log(wanted), values[order], np.log(_DISTANCES)[order])))


def passive_plume(
    *,
    rate: float,
    height: float,
    wind: float,
    stability: StabilityClass,
    terrain: str,
    averaging_s: float,
) -> Cloud:
    """Return the plume of a steady release that is neither heavy nor hot."""
    caveats, quiet = Caveats(), Caveats()
    sigma_set = f"briggs1973_{terrain}"
    x = _DISTANCES
    axis = gaussian_plume.concentration(
        x, 0.0, 0.0, rate, wind, height, stability, sigma_set, averaging_s, caveats=quiet
    )
    limits = {"wind_speed": wind, "height": height}
    check_range(caveats, gaussian_plume.INFO.id, gaussian_plume.INFO.validity, limits)
    _along, across, _above = spreads(sigma_set, "plume", x, stability, quiet)
    sigma = across * spread_factor(averaging_s, caveats=quiet)
    return Cloud(
        x, axis, sigma, np.zeros_like(x), 0.0, (gaussian_plume.INFO.id, "briggs1973"), caveats
    )


def passive_puff(
    *,
    mass: float,
    wind: float,
    stability: StabilityClass,
    mean_over_s: float,
    exponent: float = 1.0,
) -> Cloud:
    """Return the greatest concentration as a sudden cloud passes, or its mean over a time.

    The mean over a time longer than the passage has the same toxic load C^n t (``exponent`` n);
    shorter, the peak is taken. The spreads are those of the puff.
    """
    caveats = Caveats()
    x = _DISTANCES
    along, across, above = spreads("ccps1999_puff", "puff", x, stability, Caveats())
    limits = {"wind_speed": wind}
    check_range(caveats, gaussian_puff.INFO.id, gaussian_puff.INFO.validity, limits)
    peak = 2.0 * mass / ((2.0 * np.pi) ** 1.5 * along * across * above)
    dose = mass / (np.pi * wind * across * above)
    axis = peak
    if mean_over_s > 0.0:
        axis = peak * np.minimum(1.0, dose / peak / mean_over_s) ** (1.0 / exponent)
    return Cloud(
        x, axis, across, np.zeros_like(x), 0.0, ("gaussian_puff", "ccps1999_puff"), caveats
    )


def is_passive(amount: float, density: float, air: float, wind: float, *, is_sudden: bool) -> bool:
    """Whether a volume rate [m³/s] or volume [m³] is too little for its weight to matter."""
    gravity = britter_mcquaid1988.reduced_gravity(density, air)
    if is_sudden:
        strength = np.sqrt(gravity * np.cbrt(amount)) / wind
        return bool(strength < britter_mcquaid1988.PASSIVE_PUFF)
    strength = (gravity * amount / (wind**3 * np.sqrt(amount / wind))) ** (1.0 / 3.0)
    return bool(strength < britter_mcquaid1988.PASSIVE_PLUME)


def dense_plume(
    *,
    rate: float,
    molar_mass: float,
    wind: float,
    temperature: float,
    stability: StabilityClass,
    terrain: str,
    averaging_s: float,
) -> Cloud | None:
    """Return the plume of a steady heavy release, passive far away; None where it is not heavy.

    Where the nomogram ends (share 0.002) a Gaussian plume goes on, from a virtual source that gives
    the same concentration and the same width there, never below that of a passive source.
    """
    density, air = gas_density(molar_mass, temperature), gas_density(AIR_MOLAR_MASS, temperature)
    if density <= 1.02 * air:
        return None
    volume = rate / density
    gravity = britter_mcquaid1988.reduced_gravity(density, air)
    if is_passive(volume, density, air, wind, is_sudden=False):
        return None
    caveats, quiet = Caveats(), Caveats()
    x = _DISTANCES
    share = britter_mcquaid1988.plume_concentration(x, volume, wind, density, air, caveats=caveats)
    width = britter_mcquaid1988.plume_half_width(x, volume, wind, density, air)
    length = gravity * volume / wind**3
    upwind = float(np.sqrt(volume / wind) / 2.0 + 2.0 * length)
    models: tuple[str, ...] = (britter_mcquaid1988.INFO.id,)
    thin = np.nonzero(share < THINNEST["plume"])[0]
    axis, sigma, edge = share * density, np.zeros_like(x), width.copy()
    if len(thin) and thin[0] > 0:
        at = int(thin[0])
        sigma_set = f"briggs1973_{terrain}"
        factor = float(spread_factor(averaging_s, caveats=quiet))

        def across(distance: Floats) -> Floats:
            return spreads(sigma_set, "plume", distance, stability, quiet)[1] * factor

        def above(distance: Floats) -> Floats:
            return spreads(sigma_set, "plume", distance, stability, quiet)[2]

        from_width = _virtual(across, float(width[at]) / EDGE, rising=True)
        sigma_there = float(across(np.asarray([from_width]))[0])
        wanted = rate / (np.pi * wind * sigma_there * THINNEST["plume"] * density)
        from_height = _virtual(above, wanted, rising=True)
        beyond = x[at:] - x[at]
        sigma[at:] = across(from_width + beyond)
        joined = rate / (np.pi * wind * sigma[at:] * above(from_height + beyond))
        # A flat layer thins at once where it may mix freely: never below the passive plume.
        point = rate / (np.pi * wind * across(x[at:]) * above(x[at:]))
        axis[at:] = np.maximum(joined, point)
        edge[at:] = 0.0
        models += (gaussian_plume.INFO.id, "briggs1973")
    return Cloud(x, np.minimum.accumulate(axis), sigma, edge, upwind, models, caveats)


def dense_puff(
    *,
    mass: float,
    molar_mass: float,
    wind: float,
    temperature: float,
    mean_over_s: float,
    exponent: float = 1.0,
) -> Cloud | None:
    """Return the cloud of a sudden heavy release; None where it is not heavy.

    Its mean over a time has the toxic load C^n t (``exponent`` n) of the time in which its peak
    passes with the wind.
    """
    density, air = gas_density(molar_mass, temperature), gas_density(AIR_MOLAR_MASS, temperature)
    if density <= 1.02 * air:
        return None
    volume = mass / density
    if is_passive(volume, density, air, wind, is_sudden=True):
        return None
    caveats = Caveats()
    x = _DISTANCES
    share = britter_mcquaid1988.puff_concentration(x, volume, wind, density, air, caveats=caveats)
    times = np.geomspace(0.1, 10.0 * FARTHEST / wind, 400)
    centre, radius = britter_mcquaid1988.puff_front(times, volume, wind, density, air)
    arrival = np.interp(x, centre + radius, times)
    half = np.interp(arrival, times, radius)
    axis = share * density
    if mean_over_s > 0.0:
        axis = axis * np.minimum(1.0, 2.0 * half / wind / mean_over_s) ** (1.0 / exponent)
    first = float(np.cbrt(3.0 * volume / (4.0 * np.pi)))
    back = float(np.max(radius - centre)) if len(times) else first
    return Cloud(
        x,
        np.minimum.accumulate(axis),
        np.zeros_like(x),
        half,
        max(first, min(back, 3.0 * float(half[0]) + first)),
        (britter_mcquaid1988.INFO.id,),
        caveats,
    )
