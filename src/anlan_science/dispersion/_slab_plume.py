"""Steady plume of the SLAB model, marched downwind; D. L. Ermak, UCRL-MA-105607, 1990, section 2.1.

Each step is one of Runge and Kutta for what is conserved; width, height and speed follow from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from math import acos, cos, exp, sqrt

from anlan_science.dispersion._slab_air import GRAVITY, SQRT3, Air
from anlan_science.dispersion._slab_mixture import mix
from anlan_science.dispersion._slab_section import (
    Section,
    Source,
    take_up_air,
)

#: Shape of the gravity head across the wind, and what of it slows the plume.
SLUMPING, PUSH = 0.75, 0.25
#: Rounds of height and speed together, and the change of speed that ends them.
ROUNDS, CLOSE_ENOUGH = 11, 0.001
#: Steps between two sections that are kept.
SUBSTEPS = 3
#: The third of an exponent as the program has it; the rounds end where they do because of it.
THIRD = 0.333333
#: Where the balance of momentum leaves no speed, in light wind behind a broad pool, the program
#: fails; here the speed without gravity is at least this share of the wind, which is told, and
#: the source is widened at most by this factor in a step.
SLOWEST, WIDEST = 0.1, 2.0
Slopes = Sequence[float]


def runge_kutta(
    slopes: Callable[[], Slopes], build: Callable[[Slopes, float, bool], None], step: float
) -> None:
    """One step: ``build`` makes a state from sums, the distance done and whether it is the last."""
    total: Slopes = ()
    for part, weight in ((0.5, 1 / 6), (0.5, 1 / 3), (1.0, 1 / 3), (1.0, 1 / 6)):
        found = slopes()
        added = [weight * step * each for each in found]
        total = [a + b for a, b in zip(total, added, strict=True)] if total else added
        is_last = weight == 1 / 6 and part == 1.0
        build(total if is_last else [part * step * each for each in found], part * step, is_last)


def kept(load: float, speed: float, loss: float) -> float:
    """Share of a speed that friction leaves over a step, never below zero."""
    return 1.0 if speed == 0.0 else load * abs(speed) / (load * abs(speed) + abs(loss))


def lag_lost(old: Section, loss: float) -> float:
    """Surplus of momentum that drag takes over a step, never more than there is."""
    surplus = old.load * (old.speed - old.wind)
    return 0.0 if loss == 0.0 else -surplus * abs(loss) / (abs(loss) + abs(surplus))


class Plume:
    """March of a steady plume.

    ``pool`` is the half length of the source along the wind, ``scale`` the length over which the
    friction over a pool fades behind it, 0 while over it and for jets; ``was_held`` tells that the
    balance of momentum left no speed somewhere.
    """

    def __init__(self, source: Source, air: Air, first: Section, pool: float, grows: bool) -> None:
        self.source, self.air, self.pool = source, air, pool
        self.now, self.old = first, copy(first)
        self.is_over_pool = self.may_block = grows
        self.scale = 0.0
        self.blocked = 0.0
        self.was_held = False
        self.below = air.wind(first.top)

    def step(self, distance: float) -> None:
        """March over a distance."""
        runge_kutta(self._slopes, self._build, distance)
        now = self.now
        heavy = now.mixture.density - self.air.density
        if not self.is_over_pool:
            now.push = PUSH if heavy > 0.0 and not now.is_lofted else 0.0
        rise = 0.5 * now.push * GRAVITY * heavy * now.width * now.height**2
        now.impulse = now.load * (now.speed - (1.0 - now.mixture.share) * now.wind) + rise
        self.old = copy(now)
        self.below = self.air.wind(now.top)

    def _released(self, x: float) -> float:
        """Half of what is released upwind per time. [kg/s]"""
        over = min((self.pool + x) / self.pool, 2.0) if x < self.pool else 2.0
        return 0.25 * self.source.rate * over

    def _slopes(self) -> Slopes:
        now, air = self.now, self.air
        rho, heavy = now.mixture.density, now.mixture.density - air.density
        sides = SQRT3 * (now.mixing_across * now.height + now.mixing_up * now.width)
        blown = 0.25 * self.source.rate / self.pool if self.old.x < self.pool else 0.0
        return (
            air.density * sides + blown,
            (SQRT3 * air.density / rho * now.mixing_across + now.slump) / now.speed,
            now.slump * now.core / (now.speed * now.width),
            SLUMPING * GRAVITY * heavy * now.height**2,
            now.warming,
            now.drag,
            -GRAVITY * heavy * now.width * now.height,
            now.rise / now.speed,
            2.0 * rho * now.width * now.height * now.mixture.share,
            now.drag_across,
            now.drag_up,
        )

    def _build(self, sums: Slopes, done: float, is_last: bool) -> None:
        old, now, air = self.old, self.now, self.air
        now.x = old.x + done
        now.load = old.load + sums[0]
        now.width_grown = old.width_grown + sums[1]
        now.core_grown = old.core_grown + sums[2]
        now.centre = max(min(old.centre + sums[7], air.lid - 0.5 * now.height), 0.0)
        now.inside = old.inside + sums[8]
        share = self._released(now.x) / now.load
        now.mixture = mix(
            old.mixture, old.load, now.load, share, sums[4], self.source.substance, air
        )
        over = min(self._shape(lag_lost(old, sums[5])), WIDEST)
        behind = self.source.kind == "pool" and not self.is_over_pool
        if over > 1.0 and self.may_block and (is_last or behind):
            # The plume cannot carry its head of gravity: the source is wider than thought.
            self.blocked += now.width * (over - 1.0)
            now.width *= over
            now.core *= over
        self._gravity_flow(sums)
        past = now.x - self.pool
        is_behind = self.source.kind == "pool" and past > 0.0 and self.scale > 0.0
        take_up_air(
            now, old.friction2, self.source.blowing if self.is_over_pool else 0.0,
            exp(-past / self.scale) if is_behind else 0.0, air, False,
        )  # fmt: skip

    def _shape(self, lost: float) -> float:
        """Speed, width and height together; the result is above one where none carries the head."""
        old, now, air = self.old, self.now, self.air
        rho, rho0 = now.mixture.density, old.mixture.density
        width = old.width + now.width_grown - old.width_grown
        core = old.core + now.core_grown - old.core_grown
        free, load, share = now.push * GRAVITY * (rho - air.density), now.load, now.mixture.share
        speed, over = old.speed, 0.0
        now.width, now.height = width, load / (rho * speed * width)
        shrunk = (rho0 / rho) ** (now.height / (now.height + 2.0 * width))
        for _round in range(ROUNDS):
            thinner = rho0 / rho
            if old.speed > old.wind:
                thinner *= old.speed / speed
            shrunk = sqrt(shrunk * thinner ** (now.height / (now.height + 2.0 * now.width)))
            now.width, now.core = width * shrunk, core * shrunk
            now.height = load / (rho * speed * now.width)
            if now.height > 2.0 * now.width:
                now.width = sqrt(load / (2.0 * rho * speed))
                now.height = 2.0 * now.width
                shrunk = sqrt(thinner)
            self._meet_wind()
            still = now.wind * (1.0 - share) + (old.impulse + lost) / load
            head = free * load / (2.0 * now.width * rho * rho)
            if still < SLOWEST * now.wind:
                still, self.was_held = SLOWEST * now.wind, True
            found, over = _speed(still, head, old.speed)
            found = (speed * found * found) ** THIRD
            change = abs(speed - found) / sqrt(speed * found)
            speed = found
            now.height = load / (rho * speed * now.width)
            if change < CLOSE_ENOUGH:
                break
        if now.height < 2.0 * now.centre and free > 0.0:
            now.height = 2.0 * now.centre
            speed = load / (rho * now.width * now.height)
        now.speed = speed
        now.height = min(now.height, air.lid)
        now.centre = min(now.centre, air.lid - 0.5 * now.height)
        self._meet_wind()
        return over

    def _meet_wind(self) -> None:
        """Top of the plume and the mean wind up to it, not above the wind at the top."""
        old, now, air = self.old, self.now, self.air
        half = 0.5 * now.height
        now.top = now.centre + half if now.centre > half else now.height
        above = air.wind(now.top)
        mean = air.mean_wind_from(old.top, self.below, old.wind, now.top, above)
        now.wind = min(mean, above)

    def _gravity_flow(self, sums: Slopes) -> None:
        """Flow across by gravity, and rise or fall of the centre."""
        old, now = self.old, self.now
        is_dense = now.mixture.density > self.air.density
        is_over = now.x <= self.pool
        if is_dense and (is_over or not now.is_lofted):
            if old.slump == 0.0 and not is_over:
                left, old.slump = 1.0, -2.0 * old.rise * old.width / old.height
            else:
                left = kept(old.load, old.slump, sums[9])
            now.slump = left * (sums[3] + old.load * old.slump) / now.load
            now.rise = 0.0 if is_over else -now.slump * now.centre / now.width
            return
        now.slump = 0.0
        left = kept(old.load, old.rise, sums[10])
        now.rise = 0.0 if is_over else left * (sums[6] + old.load * old.rise) / now.load


def _speed(still: float, head: float, before: float) -> tuple[float, float]:
    """Speed from momentum and the head of gravity, a cubic; and the head over the greatest one."""
    if head <= 0.0:
        return still, 0.0
    half = 2.0 / 27.0 * still**3
    over = head / (2.0 * half)
    if over > 1.0:
        return min(2.0 / 3.0 * still, before), over
    return still * (1.0 + 2.0 * cos(acos(max(1.0 - head / half, -1.0)) / 3.0)) / 3.0, over


def march_on(
    plume: Plume, far: float, mass: float, sections: int
) -> tuple[list[Section], float, float]:
    """Sections downwind until half of the mass is upwind, and the next step and its growth."""
    start = plume.now.x
    count = SUBSTEPS * sections
    far = max(far, 2.0 * start)
    growth = (10.0 * (far / start - 1.0)) ** (1.0 / count)
    distance = (growth - 1.0) * (far - start) / (growth**count - 1.0)
    found = list[Section]()
    while len(found) < sections:
        for _sub in range(SUBSTEPS):
            plume.step(distance)
            distance *= growth
        found.append(copy(plume.now))
        if plume.now.inside >= 0.5 * mass:
            break
    return found, distance, growth
