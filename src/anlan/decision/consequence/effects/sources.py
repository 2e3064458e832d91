"""How much escapes, and how fast it comes into the air."""

from __future__ import annotations

import math
from dataclasses import dataclass

from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE
from anlan.decision.consequence.effects.substances import Substance
from anlan_science.sources import flash_fraction, gas_orifice, liquid_orifice, mackay_matsugu1973

#: A worst case loses the whole vessel in ten minutes (40 CFR 68.25 (c)). [s]
WORST_CASE_S = 600.0
#: Depth of a pool that nothing confines, one centimetre (40 CFR 68.25 (d)). [m]
POOL_DEPTH = 0.01
#: Kinematic viscosity of air over the diffusivity of a vapour that has no datum of its own.
SCHMIDT = 2.0
SHORTEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Airborne:
    """What comes into the air: rate [kg/s] for a duration [s], or a mass at once (rate None)."""

    rate: float | None
    duration: float
    mass: float
    pool_area: float | None = None
    jet_velocity: float | None = None


def boils(case: Case, substance: Substance, weather: Weather) -> bool:
    """Whether the substance is a gas once it is outside."""
    return case.partial_pressure is None and (
        case.is_gas or substance.boiling_point < weather.temperature
    )


def outflow(
    case: Case, substance: Substance, weather: Weather, outcome: Outcome
) -> tuple[float, float]:
    """Return rate [kg/s] and duration [s] of what leaves the vessel."""
    if case.release == "ten_minutes":
        outcome.remark("whole_in_ten_minutes")
        return case.quantity / WORST_CASE_S, WORST_CASE_S
    if case.release == "rate":
        if case.rate is None:
            raise Unanswerable("rate_kg_s", "rate_missing")
        rate = case.rate
    else:
        area = math.pi * case.hole**2 / 4.0
        rate = (
            _gas_rate(case, substance, weather, area, outcome)
            if case.is_gas
            else _liquid_rate(case, substance, weather, area, outcome)
        )
    duration = min(case.duration, case.quantity / rate)
    if duration < case.duration:
        outcome.remark("emptied_before")
    return rate, max(duration, 1.0)


def _gas_rate(
    case: Case, substance: Substance, weather: Weather, area: float, outcome: Outcome
) -> float:
    if case.pressure is None:
        raise Unanswerable("pressure_kpa", "pressure_missing")
    if case.pressure <= PRESSURE:
        raise Unanswerable("pressure_kpa", "pressure_low")
    if substance.heat_ratio is None:
        raise Unanswerable("chemical", "no_data")
    density = case.pressure * substance.molar_mass / (GAS_CONSTANT * weather.temperature)
    found = gas_orifice.release(
        area,
        case.pressure,
        PRESSURE,
        density,
        weather.temperature,
        substance.heat_ratio,
        caveats=outcome.caveats,
    )
    outcome.use(gas_orifice.INFO)
    outcome.remark("first_moment")
    return float(found.mass_rate)


def _liquid_rate(
    case: Case, substance: Substance, weather: Weather, area: float, outcome: Outcome
) -> float:
    if case.liquid_density is None:
        raise Unanswerable("chemical", "no_density")
    pressure = PRESSURE
    if boils(case, substance, weather):
        own = substance.vapour_pressure(weather.temperature)
        if own is None:
            raise Unanswerable("release", "no_liquid_at_this_temperature")
        pressure = max(own, PRESSURE)
        outcome.remark("liquid_not_flashing_in_hole")
    rate = liquid_orifice.mass_rate(
        area, case.liquid_density, pressure, PRESSURE, case.head, caveats=outcome.caveats
    )
    outcome.use(liquid_orifice.INFO)
    return float(rate)


def airborne(case: Case, substance: Substance, weather: Weather, outcome: Outcome) -> Airborne:
    """Return what comes into the air, with the facts of the way there."""
    gas = boils(case, substance, weather)
    if case.release == "sudden" and gas:
        outcome.tell("mass", case.quantity, "kg")
        _flash(case, substance, weather, outcome)
        return Airborne(None, 0.0, case.quantity)
    if case.release == "sudden":
        rate, duration, spilt = case.quantity / 1.0, 1.0, case.quantity
    else:
        rate, duration = outflow(case, substance, weather, outcome)
        spilt = min(case.quantity, rate * duration)
        outcome.tell("outflow", rate, "kg/s")
        outcome.tell("duration", duration, "s")
    outcome.tell("mass", spilt, "kg")
    if gas:
        _flash(case, substance, weather, outcome)
        return Airborne(rate, duration, spilt)
    return _from_pool(case, substance, weather, spilt, duration, outcome)


def _flash(case: Case, substance: Substance, weather: Weather, outcome: Outcome) -> None:
    """Tell the share that evaporates at once; everything is taken as airborne all the same."""
    if case.is_gas or substance.liquid_heat_capacity is None:
        return
    share = flash_fraction.flash_fraction(
        weather.temperature,
        substance.boiling_point,
        substance.liquid_heat_capacity,
        substance.heat_of_vaporisation,
        caveats=outcome.caveats,
    )
    outcome.use(flash_fraction.INFO)
    outcome.tell("flash", float(share) * 100.0, "%")
    outcome.remark("all_airborne")


def pool_area(case: Case, spilt: float) -> float:
    """Return the area of the pool: what the dike gives, or one centimetre deep. [m²]"""
    if case.liquid_density is None:
        raise Unanswerable("chemical", "no_density")
    free = spilt / case.liquid_density / POOL_DEPTH
    return min(case.pool_area, free) if case.pool_area else free


def _from_pool(
    case: Case,
    substance: Substance,
    weather: Weather,
    spilt: float,
    duration: float,
    outcome: Outcome,
) -> Airborne:
    area = pool_area(case, spilt)
    if not case.pool_area:
        outcome.remark("pool_unconfined")
    pressure = case.partial_pressure or substance.vapour_pressure(weather.temperature)
    if pressure is None:
        raise Unanswerable("chemical", "no_data")
    diameter = math.sqrt(4.0 * area / math.pi)
    coefficient = mackay_matsugu1973.mass_transfer(
        weather.wind_speed, diameter, SCHMIDT, caveats=outcome.caveats
    )
    flux = mackay_matsugu1973.evaporation_flux(
        coefficient, pressure, weather.temperature, substance.molar_mass
    )
    outcome.use(mackay_matsugu1973.INFO)
    rate = float(flux) * area
    lasting = min(max(case.duration, duration, SHORTEST_S), spilt / rate)
    outcome.tell("pool_area", area, "m²")
    outcome.tell("evaporation", rate, "kg/s")
    outcome.remark("pool_at_air_temperature")
    return Airborne(rate, max(lasting, SHORTEST_S), spilt, pool_area=area)
