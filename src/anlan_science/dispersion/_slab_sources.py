"""Sources of the SLAB model: pool, horizontal jet, cloud in an instant; and the course of each.

D. L. Ermak, UCRL-MA-105607, 1990, section 3: sixty intervals, each in three steps that grow.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from math import log, sqrt

from anlan_science.dispersion._slab_air import GRAVITY, KARMAN, MIX, SHEAR, SPREAD_DECAY, SQRT3, Air
from anlan_science.dispersion._slab_mixture import Substance, only_air, pure
from anlan_science.dispersion._slab_plume import PUSH, SUBSTEPS, Plume, march_on
from anlan_science.dispersion._slab_puff import SHARP, Puff, from_plume, march_puff
from anlan_science.dispersion._slab_section import Section, Source

#: Intervals of the whole course and those of them over a pool.
SECTIONS, POOL_SECTIONS = 60, 10
#: Tries for the half width of the source of a pool that blocks the wind, and their agreement.
TRIES, POOL_AGREES = 20, 5e-4
#: Share of the half width that is evenly mixed at the source.
CORE = 0.9
#: First step of a sudden release. [s]
FIRST_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Course:
    """Sections in order; from ``passing`` on they are moments of a puff that passes.

    ``felt`` is the time at which the middle of the cloud is at each section, ``centre`` where it is
    at ``clock``: a plume moves its centre at half its speed while it lasts. ``was_held`` tells that
    the balance of momentum left no speed somewhere.
    """

    sections: list[Section]
    passing: int
    clock: list[float]
    centre: list[float]
    felt: list[float]
    source: Source
    was_held: bool = False


def follow_jet(
    substance: Substance, air: Air, rate: float, area: float, duration: float, height: float,
    liquid_share: float, far: float,
) -> Course:  # fmt: skip
    """A horizontal jet, in the direction of the wind, with its hole at one metre downwind."""
    mixture = pure(substance, air, liquid_share)
    speed = rate / (mixture.density * area)
    width = 0.5 * sqrt(area)
    depth, push = 2.0 * width, 0.0
    if height <= 0.5 * depth:
        push = PUSH
        width = 0.5 * (sqrt(height * height + 2.0 * area) - height)
        depth = width + height
    if depth > air.lid:
        width, depth = depth * width / air.lid, air.lid
    centre = min(height, air.lid - 0.5 * depth)
    now = Section(
        mixture=mixture, x=1.0, time=duration, load=mixture.density * speed * width * depth,
        width=width, core=CORE * width, height=depth, centre=centre, top=depth, speed=speed,
        wind=0.0, width_grown=width, core_grown=CORE * width, push=push,
    )  # fmt: skip
    if push == 0.0:
        now.top = min(height + 0.5 * depth, air.lid)
    now.wind = air.mean_wind(now.top)
    rise = 0.5 * push * GRAVITY * (mixture.density - air.density) * width * depth**2
    now.impulse = now.load * speed + rise
    first_mixing(now, air, abs(now.wind - speed) * air.density / mixture.density)
    source = Source(substance, rate, duration, 0.0, width, 0.0, "jet")
    plume = Plume(source, air, now, 1.0, False)
    return to_the_end(plume, [copy(now)], far, [1.0], [0.0], 1.0, 0.0)


def first_mixing(now: Section, air: Air, lag: float) -> None:
    """Entrainment at the source, before anything is stratified."""
    if now.is_lofted:
        now.friction2 = air.friction**2
    else:
        now.friction2 = (air.friction / now.wind * now.speed) ** 2
    mixing = sqrt(now.friction2 + SHEAR * lag * lag)
    now.mixing_up = air.at_4 / air.profile(now.top) * MIX * KARMAN * mixing
    passive = _passive(now, air)
    now.mixing_across = sqrt(passive**2 + SHEAR * (MIX * KARMAN * lag) ** 2)


def _passive(now: Section, air: Air) -> float:
    """Entrainment through the sides by the turbulence of the air. [m/s]"""
    angle = air.spread()
    return angle * now.wind / (1.0 + 0.5 * SPREAD_DECAY / angle * now.width / SQRT3)


def follow_pool(
    substance: Substance, air: Air, rate: float, area: float, duration: float, wind: float,
    far: float,
) -> Course:  # fmt: skip
    """An evaporating pool on the ground with its middle at the origin."""
    density = pure(substance, air, 0.0).density
    blowing = rate / (density * area)
    half = 0.5 * sqrt(area)
    source = Source(substance, rate, duration, 0.0, half, blowing, "pool")
    widest, narrowest, is_last = 0.0, half, False
    for tried in range(TRIES + 1):
        plume, sections = _over_pool(source, air, half, wind)
        if is_last or (tried == 0 and plume.blocked == 0.0):
            break
        if plume.blocked > 0.0:
            narrowest = half
            better = sqrt(half * (half + plume.blocked))
            if widest and better >= widest:
                better = 0.5 * (widest + half)
        else:
            widest = half
            better = 0.5 * (half + _half_width_that_flows(plume, half))
            if better >= widest:
                better = 0.5 * (narrowest + widest)
            elif better <= narrowest:
                better = 0.5 * (narrowest + half)
        is_last = widest > 0.0 and abs(better - half) <= POOL_AGREES * better
        half = better
    if plume.now.inside > 0.5 * rate * duration:
        return follow_sudden(substance, air, 0.0, rate, area, duration, 0.0, far)
    centre = [0.5 * (half + each.x) for each in sections]
    inside = [each.inside for each in sections]
    middle = [inside[5]]
    for n in range(5):
        middle += [0.5 * (inside[5 + n] + inside[6 + n]), inside[6 + n]]
    plume.is_over_pool = False
    plume.scale = plume.now.height / air.drag
    clock = [2.0 * each / rate for each in middle]
    return to_the_end(plume, sections, far, centre, clock, 0.0, half)


def _half_width_that_flows(plume: Plume, half: float) -> float:
    """Half width of the source at which the plume just carries its head of gravity. [m]"""
    now, air = plume.now, plume.air
    rho = now.mixture.density
    carried = (now.wind * (1.0 - now.mixture.share)) ** 3 * rho * rho
    head = 3.375 * PUSH * GRAVITY * (rho - air.density) * now.load
    return head / carried - now.width + half


def _over_pool(source: Source, air: Air, half: float, wind: float) -> tuple[Plume, list[Section]]:
    """The plume up to the end of the pool."""
    step = 2.0 * half / (SUBSTEPS * POOL_SECTIONS)
    height = _first_height(SQRT3 * MIX * KARMAN**3 * air.at_4 * step / air.friction, air.roughness)
    speed = air.mean_wind(height)
    now = Section(
        mixture=only_air(air), x=-half, time=source.duration, load=0.0, width=half,
        core=CORE * half, height=0.0, centre=0.0, top=0.0, speed=speed, wind=speed,
        width_grown=half, core_grown=CORE * half, push=PUSH,
    )  # fmt: skip
    now.mixing_up = speed * height / (SQRT3 * step)
    now.mixing_across = air.spread() * wind
    plume = Plume(source, air, now, half, True)
    first = copy(now)
    first.speed = first.wind = 0.0
    sections = [first]
    for _section in range(POOL_SECTIONS):
        for _sub in range(SUBSTEPS):
            plume.step(step)
        sections.append(copy(plume.now))
    return plume, sections


def _first_height(reach: float, rough: float) -> float:
    """Height to which air is stirred over the first step behind the edge of a pool. [m]"""
    guess = (3.0 * reach * rough * rough) ** (1.0 / 3.0)
    height = 3.0 * reach / log(1.0 + guess / rough) ** 2
    for _step in range(5):
        layers, above = log(1.0 + height / rough), height + rough
        wrong = above * layers**2 - 2.0 * above * layers + 2.0 * height - reach
        height -= wrong / layers**2
    return height


def follow_sudden(
    substance: Substance, air: Air, mass: float, rate: float, area: float, duration: float,
    liquid_share: float, far: float,
) -> Course:  # fmt: skip
    """A cloud that stands on the ground at the first instant, with or without a short pool."""
    half = 0.5 * sqrt(area)
    mixture = pure(substance, air, liquid_share if mass > 0.0 else 0.0)
    blowing = rate / (pure(substance, air, 0.0).density * area)
    source = Source(substance, rate, duration, mass, half, blowing, "sudden")
    step, growth = _time_steps(far / air.wind(2.0))
    height = mass / (mixture.density * area)
    now = Section(
        mixture=mixture, x=0.0, time=0.0, load=0.25 * mass, width=half, core=CORE * half,
        height=height, centre=0.0, top=height, speed=0.0, wind=0.0, width_grown=half,
        core_grown=CORE * half, length=half, core_length=CORE * half, length_grown=half,
        core_length_grown=CORE * half,
    )  # fmt: skip
    if height > 0.0:
        now.wind = air.mean_wind(height)
        first_mixing(now, air, now.wind * air.density / mixture.density)
        now.mixing_up = air.at_4 / air.profile(now.top) * MIX * KARMAN * air.friction
        now.mixing_along = _passive(now, air)
    else:
        stirred = _first_depth(SQRT3 * MIX * KARMAN**2 * air.at_4 * step, air.roughness)
        now.mixing_up = stirred / (SQRT3 * step)
    first = copy(now)
    puff = Puff(source, air, now)
    sections = [first, *march_puff(puff, step, growth, SECTIONS)]
    clock = [each.time for each in sections]
    centre = [each.x for each in sections]
    return Course(sections, 0, clock, centre, clock, source)


def _first_depth(reach: float, rough: float) -> float:
    """Height to which air is stirred over the first step in time. [m]"""
    guess = sqrt(2.0 * reach * rough)
    height = 2.0 * guess / log(1.0 + guess / rough)
    for _step in range(5):
        layers = log(1.0 + height / rough)
        height -= ((height + rough) * layers - height - reach) / layers
    return height


def _time_steps(whole: float) -> tuple[float, float]:
    """First step of a sudden release and its growth, to reach the end in the sections. [s]"""
    count = SUBSTEPS * (SECTIONS + 1) - 1
    if whole <= FIRST_STEP * count:
        return FIRST_STEP, 1.0
    many = whole / FIRST_STEP
    growth = (many / count) ** (1.0 / (count - 1))
    more = 1.0 + 0.02 / (growth - 0.98)
    for _step in range(5):
        growth = (many * more * (growth - 1.0) + 1.0) ** (1.0 / count)
        more = 1.0
    return (growth - 1.0) * whole / (growth**count - 1.0), growth


def to_the_end(
    plume: Plume, sections: list[Section], far: float, centre: list[float], clock: list[float],
    origin: float, half_length: float,
) -> Course:  # fmt: skip
    """March on to the distance asked for, as a plume and, once half of it has passed, a puff."""
    source = plume.source
    mass = source.rate * source.duration
    wanted = SECTIONS + 1 - len(sections)
    found, step, growth = march_on(plume, far, mass, wanted)
    sections += found
    clock += [2.0 * each.inside / source.rate for each in found]
    centre += [each.x for each in found]
    passing = len(sections)
    if plume.now.inside >= 0.5 * mass:
        passing -= 1
        puff = from_plume(plume)
        sections[passing] = copy(plume.now)
        after = march_puff(puff, step / plume.now.speed, growth, SECTIONS + 1 - len(sections))
        sections += after
        clock += [each.time for each in after]
        centre += [each.x for each in after]
        end, length = sections[passing].x, sections[passing].length
    else:
        first, last = sections[0].x, sections[-1]
        end = 0.5 * mass / last.inside * (last.x - first) + first
        length = half_length + end - origin
    felt = [each.time for each in sections]
    slope = (length - half_length) / (end - origin)
    for n in range(passing):
        each = sections[n]
        felt[n] = source.duration * (each.x + end - 2.0 * origin) / (2.0 * (end - origin))
        each.length = half_length + slope * (centre[n] - origin)
        each.core_length = SHARP * each.length
    if source.kind == "pool":
        for n in range(5):
            felt[n] = felt[10 - n]
    return Course(sections, passing, clock, centre, felt, source, plume.was_held)
