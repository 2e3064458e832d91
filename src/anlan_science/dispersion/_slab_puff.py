"""Puff of the SLAB model, followed in time; D. L. Ermak, UCRL-MA-105607, 1990, section 2.2."""

from __future__ import annotations

from copy import copy
from math import exp

from anlan_science.dispersion._slab_air import GRAVITY, SQRT3, Air
from anlan_science.dispersion._slab_mixture import mix
from anlan_science.dispersion._slab_plume import (
    SLUMPING,
    SUBSTEPS,
    Plume,
    Slopes,
    kept,
    lag_lost,
    runge_kutta,
)
from anlan_science.dispersion._slab_section import Section, Source, settle_top, take_up_air

#: A plume that ends becomes a puff with almost sharp ends.
SHARP = 0.9999


class Puff:
    """March of a puff in time.

    ``pool`` and ``scale`` say where and over which length the friction over a pool fades.
    """

    def __init__(
        self, source: Source, air: Air, first: Section, pool: float = 0.0, scale: float = 0.0
    ) -> None:
        self.source, self.air, self.pool, self.scale = source, air, pool, scale
        self.now, self.old = first, copy(first)
        self.below = air.wind(first.top)

    def step(self, duration: float) -> None:
        """March over a duration."""
        if self.source.kind == "sudden" and self.now.time < self.source.duration:
            self.scale = self.now.height / self.air.drag
        runge_kutta(self._slopes, self._build, duration)
        now = self.now
        now.impulse = now.load * (now.speed - (1.0 - now.mixture.share) * now.wind)
        self.old = copy(now)
        self.below = self.air.wind(now.top)

    def _is_fed(self) -> bool:
        return self.old.time < self.source.duration

    def _slopes(self) -> Slopes:
        now, air = self.now, self.air
        rho, heavy = now.mixture.density, now.mixture.density - air.density
        fed = 0.25 * self.source.rate if self._is_fed() else 0.0
        pulled = fed / now.load * self.old.x if now.load > 0.0 else 0.0
        sides = now.mixing_along * now.width + now.mixing_across * now.length
        faces = SQRT3 * (sides * now.height + now.mixing_up * now.width * now.length)
        grown, head = SQRT3 * air.density / rho, SLUMPING * GRAVITY * heavy * now.height**2
        return (
            air.density * faces + fed,
            now.speed - pulled,
            grown * now.mixing_across + now.slump,
            now.slump * now.core / now.width,
            grown * now.mixing_along + now.slump_along,
            now.slump_along * now.core_length / now.length,
            head * now.length,
            head * now.width,
            now.warming,
            now.drag,
            -GRAVITY * heavy * now.width * now.length * now.height,
            now.rise,
            now.drag_across,
            now.drag_along,
            now.drag_up,
        )

    def _build(self, sums: Slopes, done: float, is_last: bool) -> None:
        old, now, air, source = self.old, self.now, self.air, self.source
        now.time = old.time + done
        now.load = old.load + sums[0]
        now.x = old.x + sums[1]
        now.width_grown = old.width_grown + sums[2]
        now.core_grown = old.core_grown + sums[3]
        now.length_grown = old.length_grown + sums[4]
        now.core_length_grown = old.core_length_grown + sums[5]
        now.centre = max(min(old.centre + sums[11], air.lid - 0.5 * now.height), 0.0)
        mass = source.at_once + source.rate * min(now.time, source.duration)
        now.mixture = mix(
            old.mixture, old.load, now.load, 0.25 * mass / now.load, sums[8], source.substance, air
        )
        self._shape(lag_lost(old, sums[9]))
        self._gravity_flow(sums)
        take_up_air(
            now, old.friction2, source.blowing if self._is_fed() else 0.0, self._fading(), air, True
        )

    def _fading(self) -> float:
        """Share of the friction over the pool that is left."""
        source, now = self.source, self.now
        if source.kind == "pool":
            past = now.x - self.pool
        elif source.kind == "sudden" and source.rate > 0.0:
            past = (now.time - source.duration) * now.speed
        else:
            return 0.0
        return exp(-past / self.scale) if past > 0.0 and self.scale > 0.0 else 0.0

    def _shape(self, lost: float) -> None:
        """Width, length, height and speed."""
        old, now, air = self.old, self.now, self.air
        swollen = old.mixture.density / now.mixture.density
        whole = old.height * (old.length + old.width) + 2.0 * old.width * old.length
        across = swollen ** (old.length * old.height / whole)
        along = swollen ** (old.width * old.height / whole)
        now.width = (old.width + now.width_grown - old.width_grown) * across
        now.core = (old.core + now.core_grown - old.core_grown) * across
        now.length = (old.length + now.length_grown - old.length_grown) * along
        grown = now.core_length_grown - old.core_length_grown
        now.core_length = (old.core_length + grown) * along
        now.height = min(now.load / (now.mixture.density * now.length * now.width), air.lid)
        now.centre = min(now.centre, air.lid - 0.5 * now.height)
        settle_top(now, air)
        now.wind = air.mean_wind_from(
            old.top, self.below, old.wind, now.top, air.wind(now.top)
        )  # fmt: skip
        now.speed = (1.0 - now.mixture.share) * now.wind + (old.impulse + lost) / now.load

    def _gravity_flow(self, sums: Slopes) -> None:
        """Flow across and along by gravity, and rise or fall of the centre."""
        old, now = self.old, self.now
        if now.is_lofted or now.mixture.density <= self.air.density:
            now.slump = now.slump_along = 0.0
            left = kept(old.load, old.rise, sums[14])
            now.rise = left * (sums[10] + old.load * old.rise) / now.load
            return
        shape = old.width * old.length / (old.width**2 + old.length**2)
        fall = -2.0 * shape * old.rise / old.height if old.height > 0.0 else 0.0
        across, along = kept(old.load, old.slump, sums[12]), 1.0
        if old.slump == 0.0:
            old.slump = fall * old.length
        along = kept(old.load, old.slump_along, sums[13])
        if old.slump_along == 0.0:
            old.slump_along = fall * old.width
        now.slump = across * (sums[6] + old.load * old.slump) / now.load
        now.slump_along = along * (sums[7] + old.load * old.slump_along) / now.load
        now.rise = -(now.slump / now.width + now.slump_along / now.length) * now.centre


def from_plume(plume: Plume) -> Puff:
    """The puff that a plume becomes when half of it has passed; nothing but its name changes."""
    now, source = plume.now, plume.source
    share, rho = now.mixture.share, now.mixture.density
    now.load = 0.25 * source.rate * source.duration / share
    now.length = now.length_grown = now.load / (rho * now.width * now.height)
    now.core_length = now.core_length_grown = SHARP * now.length
    now.impulse = now.load * (now.speed - (1.0 - share) * now.wind)
    now.slump_along = now.width / now.length * now.slump
    for name in ("drag", "drag_across", "drag_along", "drag_up", "warming"):
        setattr(now, name, now.length * getattr(now, name))
    return Puff(source, plume.air, now, plume.pool, plume.scale)


def march_puff(puff: Puff, duration: float, growth: float, sections: int) -> list[Section]:
    """Moments of a puff; the step grows each time."""
    found = list[Section]()
    for _section in range(sections):
        for _sub in range(SUBSTEPS):
            puff.step(duration)
            duration *= growth
        found.append(copy(puff.now))
    return found
