"""Gas, air and water of a cloud of the SLAB model: what evaporates, condenses, and how dense it is.

Conservation of species and energy and local equilibrium of two liquids, D. L. Ermak,
UCRL-MA-105607, 1990, section 2; both liquids are droplets that move with the vapour.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

from anlan_science.dispersion._slab_air import (
    AIR_HEAT,
    AIR_MOLAR,
    STEAM_HEAT,
    WATER_B,
    WATER_HEAT,
    WATER_MOLAR,
    Air,
)

#: Heat of vaporisation of water at 298.2 K. [J/kg]
WATER_LATENT = 2441000.0 + 298.2 * (WATER_HEAT - STEAM_HEAT)
WATER_DENSITY = 1000.0
#: Steps of Newton's method, and the change of temperature that ends it. [K]
NEWTON_STEPS, CLOSE_ENOUGH = 15, 0.001


@dataclass(frozen=True, slots=True)
class Substance:
    """Constants of the released substance at ambient pressure, SI units."""

    molar: float
    heat: float
    boiling: float
    latent: float
    liquid_heat: float
    liquid_density: float
    a: float
    b: float
    c: float
    temperature: float  # at which it is released

    @property
    def latent_at_zero(self) -> float:
        """Heat of vaporisation, less what the difference of the heat capacities gives."""
        return self.latent + self.boiling * (self.liquid_heat - self.heat)


@dataclass(frozen=True, slots=True)
class Mixture:
    """Mass shares, temperature, density and heat capacity of a cloud."""

    share: float
    vapour: float
    water: float
    steam: float
    temperature: float
    density: float
    heat: float


def pure(substance: Substance, air: Air, liquid_share: float) -> Mixture:
    """The released substance before any air is mixed in."""
    vapour = 1.0 - liquid_share
    moles = air.molar / substance.molar * vapour
    drops = air.density / substance.liquid_density * liquid_share
    density = air.density * air.temperature
    density /= moles * substance.temperature + drops * air.temperature
    heat = vapour * substance.heat + liquid_share * substance.liquid_heat
    return Mixture(1.0, vapour, 0.0, 0.0, substance.temperature, density, heat)


def only_air(air: Air) -> Mixture:
    """Air without any of the substance."""
    return Mixture(
        0.0, 0.0, air.moisture, air.moisture, air.temperature, air.density, air.heat
    )  # fmt: skip


def volume_share(share: float, substance: Substance, air: Air) -> float:
    """Volume share of the substance, droplets counted as vapour, from its mass share."""
    return air.molar * share / (substance.molar + (air.molar - substance.molar) * share)


def mix(
    old: Mixture, old_load: float, load: float, share: float, warming: float, substance: Substance,
    air: Air,
) -> Mixture:  # fmt: skip
    """The mixture after air was taken up; loads are masses, warming is the heat from the ground."""
    kept = old_load / load
    water = (1.0 - share) * air.moisture
    dry = (1.0 - share) - water
    steam = water + kept * (old.steam - old.water)
    vapour = share + kept * (old.vapour - old.share)
    heat = (
        dry * AIR_HEAT + steam * STEAM_HEAT + (water - steam) * WATER_HEAT
        + vapour * substance.heat + (share - vapour) * substance.liquid_heat
    )  # fmt: skip
    cold = old.heat * (old.temperature - air.temperature)
    damped = 0.0
    if warming != 0.0:
        damped = -cold * abs(warming) / (abs(warming) + old_load * abs(cold))
    ambient, released = air.heat * air.temperature, substance.heat * substance.temperature
    excess = old.heat * old.temperature - (1.0 - old.share) * ambient - old.share * released
    energy = (1.0 - share) * ambient + share * released + kept * (excess + damped)
    state = _Equilibrium(substance, air, dry, share, water, vapour, steam, heat, energy)
    state.settle(old.vapour == old.share, old.steam == old.water)
    return state.mixture()


class _Equilibrium:
    """Temperature at which the vapour of both liquids is in equilibrium, by Newton's method."""

    def __init__(
        self, substance: Substance, air: Air, dry: float, share: float, water: float,
        vapour: float, steam: float, heat: float, energy: float,
    ) -> None:  # fmt: skip
        self.substance, self.air = substance, air
        self.dry, self.share, self.water = dry, share, water
        self.first_vapour, self.first_steam = vapour, steam
        self.vapour, self.steam = vapour, steam
        self.heat, self.energy = heat, energy
        self.temperature = energy / heat

    def moles(self, vapour: float, steam: float) -> float:
        """Moles of gas over those of the same mass of air."""
        gas = self.dry / AIR_MOLAR + steam / WATER_MOLAR + vapour / self.substance.molar
        return self.air.molar * gas

    def saturation(self, temperature: float) -> float:
        """Saturation pressure of the substance over the ambient pressure."""
        return exp(self.substance.a - self.substance.b / (temperature + self.substance.c))

    def water_saturation(self, temperature: float) -> float:
        """Saturation pressure of water over the ambient pressure."""
        return exp(self.air.water_a - WATER_B / temperature)

    def settle(self, was_gas: bool, was_steam: bool) -> None:
        """Find the equilibrium; a phase that was all vapour and is not saturated stays so."""
        moles = self.moles(self.vapour, self.steam)
        gas = self.air.molar * self.share / (moles * self.substance.molar)
        steam = self.air.molar * self.water / (moles * WATER_MOLAR)
        all_gas = was_gas and self.saturation(self.temperature) > gas
        all_steam = was_steam and self.water_saturation(self.temperature) > steam
        if all_gas and all_steam:
            return
        if not all_gas:
            self._start()
        for _again in range(2):
            all_gas, all_steam, again = self._solve(all_gas, all_steam)
            if not again:
                return

    def _start(self) -> None:
        """A first temperature from a straight saturation curve."""
        one, heat, latent = self.substance, self.heat, self.substance.latent_at_zero
        t = self.temperature
        share = self.saturation(t)
        slope = one.b * share / (t + one.c) ** 2
        if share > 1.0:
            slope = one.a / (one.boiling + one.c)
            share = 1.0 + slope * (t - one.boiling)
        others = one.molar * (self.dry / AIR_MOLAR + self.steam / WATER_MOLAR)
        half = 0.5 * ((1.0 - share) / slope + latent / heat * (others + self.first_vapour))
        rest = latent * (others - (1.0 - share) * self.first_vapour) / (heat * slope)
        least = latent * (self.first_vapour - self.share) / heat
        self.temperature = t + max(least, half - sqrt(half * half + rest))

    def _gas(self, t: float, steam: float, fixed: bool) -> tuple[float, float]:
        """Vapour of the substance and its change with temperature, beyond saturation a line."""
        one = self.substance
        if fixed:
            return self.share, 0.0
        others = one.molar * (self.dry / AIR_MOLAR + min(steam, self.water) / WATER_MOLAR)
        return _vapour(
            self.saturation(t), t + one.c, others, self.share, one.a, one.b
        )  # fmt: skip

    def _steam(self, t: float, vapour: float, fixed: bool) -> tuple[float, float]:
        """Steam and its change with temperature, beyond saturation a line."""
        if fixed:
            return self.water, 0.0
        others = WATER_MOLAR * (
            self.dry / AIR_MOLAR + min(vapour, self.share) / self.substance.molar
        )
        return _vapour(self.water_saturation(t), t, others, self.water, self.air.water_a, WATER_B)

    def capacity(self, vapour: float, steam: float) -> float:
        """Heat capacity of the mixture. [J/(kg K)]"""
        one = self.substance
        return (
            self.dry * AIR_HEAT + steam * STEAM_HEAT + (self.water - steam) * WATER_HEAT
            + vapour * one.heat + (self.share - vapour) * one.liquid_heat
        )  # fmt: skip

    def warmth(self, vapour: float, steam: float, capacity: float) -> float:
        """Temperature from the energy when this much is vapour. [K]"""
        gained = WATER_LATENT * (self.first_steam - steam)
        gained += self.substance.latent_at_zero * (self.first_vapour - vapour)
        return (self.energy + gained) / capacity

    def _solve(self, all_gas: bool, all_steam: bool) -> tuple[bool, bool, bool]:
        """One search; tells which phases are all vapour and whether to search again."""
        one = self.substance
        t, vapour, steam = self.temperature, self.vapour, self.steam
        for _step in range(NEWTON_STEPS):
            vapour, vapour_slope = self._gas(t, steam, all_gas)
            steam, steam_slope = self._steam(t, vapour, all_steam)
            capacity = self.capacity(min(vapour, self.share), min(steam, self.water))
            wanted = self.warmth(vapour, steam, capacity)
            latent_water = WATER_LATENT + wanted * (STEAM_HEAT - WATER_HEAT)
            latent = one.latent_at_zero + wanted * (one.heat - one.liquid_heat)
            slope = 1.0 + (latent_water * steam_slope + latent * vapour_slope) / capacity
            t -= (t - wanted) / slope
            if abs(t - wanted) < CLOSE_ENOUGH:
                break
        moles = self.moles(min(vapour, self.share), min(steam, self.water))
        again = False
        self.vapour, self.steam = self.share, self.water
        if not all_gas:
            found = moles * one.molar * self.saturation(t) / self.air.molar
            if found > self.share:
                all_gas, again = True, not all_steam
            else:
                self.vapour = found
        if not all_steam:
            found = moles * WATER_MOLAR * self.water_saturation(t) / self.air.molar
            if found > self.water:
                all_steam, again = True, again or not all_gas
            else:
                self.steam = found
        moles = self.moles(self.vapour, self.steam)
        self.heat = self.capacity(self.vapour, self.steam)
        self.temperature = self.warmth(self.vapour, self.steam, self.heat)
        if all_gas:
            found = moles * one.molar * self.saturation(self.temperature) / self.air.molar
            if found < self.share:
                all_gas, again = False, True
        if all_steam:
            found = moles * WATER_MOLAR * self.water_saturation(self.temperature) / self.air.molar
            if found < self.water:
                all_steam, again = False, True
        return all_gas, all_steam, again

    def mixture(self) -> Mixture:
        """The mixture with its density: gas and droplets side by side."""
        drops = self.air.density * (
            (self.water - self.steam) / WATER_DENSITY
            + (self.share - self.vapour) / self.substance.liquid_density
        )
        moles = self.moles(self.vapour, self.steam)
        air = self.air.temperature
        density = self.air.density * air / (moles * self.temperature + drops * air)
        return Mixture(
            self.share, self.vapour, self.water, self.steam, self.temperature, density, self.heat
        )  # fmt: skip


def _vapour(
    pressure: float, t: float, others: float, whole: float, a: float, b: float
) -> tuple[float, float]:
    """Vapour in equilibrium and its slope; beyond what there is, the tangent at saturation."""
    most = whole / (whole + others)
    if pressure < most:
        found = others * pressure / (1.0 - pressure)
        return found, b * found / ((1.0 - pressure) * t * t)
    full = b / (a - log(most))
    slope = b * whole / ((1.0 - most) * full * full)
    return slope * (t - full) + whole, slope
