"""How much escapes, and how fast it comes into the air."""

from __future__ import annotations

import math
from dataclasses import dataclass

from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE
from anlan.decision.consequence.effects.substances import Substance
from anlan.decision.consequence.effects.two_phase import two_phase
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats
from anlan_science.sources import (
    flash_fraction,
    gas_orifice,
    liquid_orifice,
    mackay_matsugu1973,
    yuceil_otugen2002,
)

GRAVITY = 9.80665
#: A worst case loses the whole vessel in ten minutes (40 CFR 68.25 (c)). [s]
WORST_CASE_S = 600.0
#: Depth of a pool that nothing confines, one centimetre (40 CFR 68.25 (d)). [m]
POOL_DEPTH = 0.01
#: Kinematic viscosity of air over the diffusivity of a vapour that has no datum of its own.
SCHMIDT = 2.0
SHORTEST_S = 60.0
#: Discharge factor of a broken pipe. [-]
PIPE_DISCHARGE = 0.85


@dataclass(frozen=True, slots=True)
class Start:
    """How gas and droplets begin their way, expanded to the pressure of the air."""

    temperature: float  # K
    liquid_share: float  # by mass
    speed: float | None = None  # of a jet, m/s
    models: tuple[ModelInfo, ...] = ()


@dataclass(frozen=True, slots=True)
class Airborne:
    """What comes into the air: rate [kg/s] for a duration [s], or a mass at once (rate None).

    ``start`` is None for the vapour over a pool that does not boil.
    """

    rate: float | None
    duration: float
    mass: float
    pool_area: float | None = None
    start: Start | None = None


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
        rate = _rate(case, substance, weather, outcome)
    duration = min(case.duration, case.quantity / rate)
    if duration < case.duration:
        outcome.remark("emptied_before")
    return rate, max(duration, 1.0)


def _rate(case: Case, substance: Substance, weather: Weather, outcome: Outcome) -> float:
    """Return the flow through a hole, a broken pipe, or out of the vapour space [kg/s]."""
    area = math.pi * case.hole**2 / 4.0
    is_boiling = boils(case, substance, weather)
    if case.is_gas or case.release == "vapour":
        if not is_boiling or case.is_cold:
            raise Unanswerable("release", "no_vapour_space")
        return _gas_rate(case, substance, weather, area, outcome)
    if case.release == "pipe" and is_boiling and not case.is_cold:
        found = two_phase(case, substance, weather, outcome.caveats)
        outcome.use(*found.models)
        outcome.remark("two_phase")
        return PIPE_DISCHARGE * area * found.flux
    return _liquid_rate(case, substance, weather, area, outcome)


def _gas_pressure(case: Case, substance: Substance, weather: Weather) -> float:
    """Return the pressure that drives gas or vapour out [Pa]."""
    pressure = case.pressure
    if not case.is_gas:
        pressure = substance.vapour_pressure(weather.temperature)
        if pressure is None:
            raise Unanswerable("release", "no_liquid_at_this_temperature")
    if pressure is None:
        raise Unanswerable("pressure_kpa", "pressure_missing")
    if pressure <= PRESSURE:
        raise Unanswerable("pressure_kpa" if case.is_gas else "release", "pressure_low")
    return pressure


def _gas_rate(
    case: Case, substance: Substance, weather: Weather, area: float, outcome: Outcome
) -> float:
    pressure = _gas_pressure(case, substance, weather)
    if substance.heat_ratio is None:
        raise Unanswerable("chemical", "no_data")
    density = pressure * substance.molar_mass / (GAS_CONSTANT * weather.temperature)
    found = gas_orifice.release(
        area,
        pressure,
        PRESSURE,
        density,
        weather.temperature,
        substance.heat_ratio,
        caveats=outcome.caveats,
    )
    outcome.use(gas_orifice.INFO)
    outcome.remark("first_moment" if case.is_gas else "vapour_space")
    return float(found.mass_rate)


def _liquid_rate(
    case: Case, substance: Substance, weather: Weather, area: float, outcome: Outcome
) -> float:
    if case.liquid_density is None:
        raise Unanswerable("chemical", "no_density")
    pressure = PRESSURE
    if boils(case, substance, weather) and not case.is_cold:
        own = substance.vapour_pressure(weather.temperature)
        if own is None:
            raise Unanswerable("release", "no_liquid_at_this_temperature")
        pressure = max(own, PRESSURE)
        outcome.remark("liquid_not_flashing_in_hole")
    rate = liquid_orifice.mass_rate(
        area, case.liquid_density, pressure, PRESSURE, case.head, caveats=outcome.caveats
    )
    if float(rate) <= 0.0:
        raise Unanswerable("head_m", "no_head")
    outcome.use(liquid_orifice.INFO)
    return float(rate)


def airborne(case: Case, substance: Substance, weather: Weather, outcome: Outcome) -> Airborne:
    """Return what comes into the air, with the facts of the way there."""
    gas = boils(case, substance, weather)
    if case.release == "sudden" and gas:
        outcome.tell("mass", case.quantity, "kg")
        start = _start(case, substance, weather, _flash(case, substance, weather, outcome))
        return Airborne(None, 0.0, case.quantity, start=start)
    if case.release == "sudden":
        rate, duration, spilt = case.quantity / 1.0, 1.0, case.quantity
    else:
        rate, duration = outflow(case, substance, weather, outcome)
        spilt = min(case.quantity, rate * duration)
        outcome.tell("outflow", rate, "kg/s")
        outcome.tell("duration", duration, "s")
    outcome.tell("mass", spilt, "kg")
    if gas:
        start = _start(case, substance, weather, _flash(case, substance, weather, outcome))
        return Airborne(rate, duration, spilt, start=start)
    return _from_pool(case, substance, weather, spilt, duration, outcome)


def _start(case: Case, substance: Substance, weather: Weather, flash: float) -> Start:
    """Return the jet, or the cloud of a vessel that bursts, expanded to the pressure of the air."""
    is_vapour = case.is_gas or case.release == "vapour"
    if not is_vapour and case.release == "pipe":
        found = two_phase(case, substance, weather, Caveats())
        return Start(substance.boiling_point, 1.0 - flash, found.speed)
    if not is_vapour:
        speed = None
        if case.liquid_density is not None:
            own = substance.vapour_pressure(weather.temperature) or PRESSURE
            driving = max(own - PRESSURE, 0.0) / case.liquid_density + GRAVITY * case.head
            speed = math.sqrt(2.0 * driving) or None
        return Start(substance.boiling_point, 1.0 - flash, speed)
    pressure = case.pressure
    if case.release == "vapour":
        pressure = _gas_pressure(case, substance, weather)
    if (
        case.release == "sudden"
        or pressure is None
        or pressure <= PRESSURE
        or substance.heat_ratio is None
    ):
        return Start(weather.temperature, 0.0)
    inside = pressure * substance.molar_mass / (GAS_CONSTANT * weather.temperature)
    # What leaves the range was told with the rate.
    hole = gas_orifice.release(
        1.0, pressure, PRESSURE, inside, weather.temperature, substance.heat_ratio, 1.0, Caveats()
    )
    jet = yuceil_otugen2002.notional_nozzle(
        max(float(hole.pressure), PRESSURE),
        float(hole.temperature),
        float(hole.pressure) * substance.molar_mass / (GAS_CONSTANT * float(hole.temperature)),
        float(hole.velocity),
        float(hole.mass_rate),
        substance.molar_mass,
        substance.heat_ratio,
    )
    # As the jet slows down its motion becomes heat again: an ideal gas is as warm as it was inside.
    models = (gas_orifice.INFO, yuceil_otugen2002.INFO)
    return Start(weather.temperature, 0.0, jet.velocity, models)


def _flash(case: Case, substance: Substance, weather: Weather, outcome: Outcome) -> float:
    """Return the share that evaporates at once; everything is taken as airborne all the same."""
    if case.is_gas or case.release == "vapour" or substance.liquid_heat_capacity is None:
        return 1.0
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
    return float(share)


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
