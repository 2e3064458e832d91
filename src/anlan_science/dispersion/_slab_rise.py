"""Vertical jet of the SLAB model: how high a heavy one rises, and the section where it turns down.

Final rise of a jet by its momentum in a neutral wind (G. A. Briggs, 1975) and of one heavier than
air (T. G. Hoot, R. N. Meroney and J. A. Peterka, EPA-650/3-74-003, 1973), together as the inverse
squares; from the top of the rise on the cloud is followed as a horizontal jet is.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from math import pi, sqrt

from anlan_science.dispersion._slab_air import GRAVITY, SHEAR, Air
from anlan_science.dispersion._slab_mixture import Mixture, Substance, mix, pure
from anlan_science.dispersion._slab_plume import PUSH, Plume
from anlan_science.dispersion._slab_section import Section, Source
from anlan_science.dispersion._slab_sources import CORE, Course, first_mixing, to_the_end
from anlan_science.registry import InvalidInput

#: Constants of the rise by momentum, of that of a heavy jet, of the place of its top, and of the
#: share on its axis there.
MOMENTUM, HEAVY, TOP, THINNED, THINS = 1.0363, 1.32, 0.435, 1.69, 1.85
#: Share of an even section over that on the axis of a jet; the greatest share there.
EVEN, MOST = 0.5236, 0.99
#: The wind is taken no lower than at this height. [m]
LOWEST = 1.0
#: Exponents of the rise by momentum where the wind grows with height: 6/7 and 1/7.
NEARLY, REST = 0.85714, 0.14286
ROUNDS = 3
#: Sections of the rise, at most.
RISING = 11


@dataclass(frozen=True, slots=True)
class Rise:
    """Height gained [m], distance to the top [m], share on the axis there."""

    height: float
    distance: float
    share: float


def rise_of(density: float, speed: float, half: float, height: float, air: Air) -> Rise:
    """Rise of a jet heavier than air from a square hole of a half width."""
    wind = air.wind(max(height, LOWEST))
    slowed = 0.4 + 1.2 * wind / speed
    momentum = MOMENTUM * speed * half / (slowed * sqrt(wind * air.friction))
    still = momentum**NEARLY
    for _round in range(ROUNDS):
        felt = still * (height + momentum) ** REST
        momentum = (height + NEARLY * momentum) * felt / (height + momentum - REST * felt)
    across = 4.0 * half / sqrt(pi)
    froude2 = speed * speed / (GRAVITY * across * (density - air.density) / air.density)
    faster, heavier = speed / wind, density / air.density
    weight = HEAVY * across * (faster * heavier * froude2) ** (1.0 / 3.0)
    gained = min(momentum * weight / sqrt(weight**2 + momentum**2), air.lid - height)
    distance = TOP * gained**3 / (faster**2 * heavier * across**2)
    share = min(THINNED * faster / (gained / across) ** THINS, MOST)
    return Rise(gained, distance, share)


def follow_vertical(
    substance: Substance, air: Air, rate: float, area: float, duration: float, height: float,
    liquid_share: float, far: float,
) -> Course:  # fmt: skip
    """A vertical jet heavier than air, with its hole at one metre downwind."""
    first = pure(substance, air, liquid_share)
    if first.density <= air.density:
        raise InvalidInput("gas: not heavier than air; take briggs1975 with gaussian_plume")
    speed, half = rate / (first.density * area), 0.5 * sqrt(area)
    rise = rise_of(first.density, speed, half, height, air)
    even = (EVEN * (1.0 - rise.share) + rise.share) * rise.share
    share = substance.molar * even / (air.molar + (substance.molar - air.molar) * even)
    thinned = _thin(first, share, rate, substance, air)
    now = _at_the_top(air, rate, half, height, rise, thinned)
    first_mixing(now, air, abs(now.wind - now.speed) * air.density / now.mixture.density)
    source = Source(substance, rate, duration, 0.0, half, 0.0, "vertical")
    lasts = 2.0 * rise.distance / now.speed
    if lasts >= duration:
        raise InvalidInput(f"duration: shorter than the rise of the jet, {lasts:.0f} s")
    count = int(min(2.0 + rise.distance / (2.0 * half), RISING))
    sections, times = list[Section](), list[float]()
    for n in range(count):
        done = n / (count - 1)
        sections.append(_rising(now, done, first, half, speed, height, rise, source, air))
        times.append(lasts * done)
    now.inside = 0.5 * rate * lasts
    now.time = duration
    sections[-1] = copy(now)
    plume = Plume(source, air, now, 1.0, True)
    plume.is_over_pool = False
    return to_the_end(plume, sections, far, [each.x for each in sections], times, 1.0, 0.0)


def _thin(first: Mixture, share: float, rate: float, substance: Substance, air: Air) -> Mixture:
    """The released mixture thinned with air to a mass share."""
    if share >= 1.0:
        return first
    return mix(first, 0.5 * rate, 0.5 * rate / share, share, 0.0, substance, air)


def _at_the_top(
    air: Air, rate: float, half: float, height: float, rise: Rise, mixture: Mixture
) -> Section:  # fmt: skip
    """The section at the top of the rise: bent over, as fast as momentum and drag leave it."""
    share, centre = mixture.share, height + rise.height
    wind = air.wind(centre)
    drag = 3.0 * (2.0 + rise.distance / half) * SHEAR
    root = sqrt((1.0 - share) ** 2 + 4.0 * share * drag)
    speed = 0.5 * wind / (1.0 - drag) * (1.0 - share - 2.0 * drag + root)
    load = 0.5 * rate / share
    whole = 2.0 * load / (mixture.density * speed)
    shape = 2.4 + 1.6 / (1.0 + rise.distance**2 / (100.0 * half * half))
    width = max(sqrt(whole / shape), half)
    core = max(CORE * sqrt(whole * share / shape), CORE * half)
    depth = 0.5 * whole / width
    push, top = 0.0, centre + 0.5 * depth
    if 0.5 * depth > centre:
        width, core, depth, push = width * depth / top, core * depth / top, top, PUSH
    if depth > air.lid:
        width, core, depth = width * depth / air.lid, core * depth / air.lid, air.lid
    now = Section(
        mixture=mixture, x=1.0 + rise.distance, time=0.0, load=load, width=width, core=core,
        height=depth, centre=min(centre, air.lid - 0.5 * depth), top=min(top, air.lid),
        speed=speed, wind=wind, width_grown=width, core_grown=core, push=push,
    )  # fmt: skip
    head = 0.5 * push * GRAVITY * (mixture.density - air.density) * width * depth**2
    now.impulse = load * (speed - (1.0 - share) * wind) + head
    return now


def _rising(
    top: Section, done: float, first: Mixture, half: float, speed: float, height: float,
    rise: Rise, source: Source, air: Air,
) -> Section:  # fmt: skip
    """A section on the way up, between the hole and the top of the rise."""
    share = 1.0 / (1.0 + done * done * (1.0 - top.mixture.share) / top.mixture.share)
    across = 2.0 * half * min(speed / top.speed, 1.0)
    depth = across + (top.height - across) * done
    turned = 1.0 - done
    centre = height + rise.height * sqrt(1.0 - turned * turned)
    section = replace(
        top,
        mixture=_thin(first, share, source.rate, source.substance, air),
        x=1.0 + rise.distance * done,
        speed=top.speed * sqrt(done),
        rise=speed * (1.0 - sqrt(done)),
        height=depth,
        centre=min(centre, air.lid - 0.5 * depth),
        width=half + (top.width - half) * done,
        core=CORE * half + (top.core - CORE * half) * done,
        inside=source.rate * rise.distance * done / top.speed,
    )
    above = 0.5 * section.height
    section.top = section.centre + above if section.centre > above else section.height
    return section
