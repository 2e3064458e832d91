"""Heat of burning pools, jets and fireballs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from anlan.decision.consequence.effects.blast import radial
from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather, Zone
from anlan.decision.consequence.effects.clouds import PRESSURE, circle, gas_density
from anlan.decision.consequence.effects.sources import airborne, outflow, pool_area
from anlan.decision.consequence.effects.substances import (
    Substance,
    domino_levels,
    zone_levels,
)
from anlan_science.fire import (
    babrauskas1983,
    bagster_pittblado1989,
    ccps1994_fireball,
    chamberlain1987,
    hajek_ludwig1960,
    mudan1984,
    pool_fire,
)
from anlan_science.harm import cpr16e_1992_thermal
from anlan_science.harm.probit import dose_of_probit, probit_of_share
from anlan_science.registry import Caveats, Floats, check_range

#: Directions in which a leaning flame is asked, and distances in each.
DIRECTIONS, STEPS = 8, 26
_MODELS = {info.id: info for info in pool_fire.MODELS}


def _vapour(weather: Weather) -> float:
    """Partial pressure of water vapour in the air [Pa]."""
    return float(weather.humidity * bagster_pittblado1989.saturation_pressure(weather.temperature))


@dataclass(frozen=True, slots=True)
class PoolHeat:
    """Radiation [W/m²] by direction (from downwind to upwind, half the circle) and distance [m]."""

    angles: Floats
    distances: Floats
    flux: Floats


def pool_heat(case: Case, substance: Substance, weather: Weather, out: Outcome) -> PoolHeat:
    """Return the radiation around a burning pool, farther where the flame leans."""
    if not substance.fuel:
        raise Unanswerable("chemical", "no_burning_rate")
    if case.release == "sudden":
        spilt = case.quantity
    else:
        rate, duration = outflow(case, substance, weather, out)
        spilt = min(case.quantity, rate * duration)
        out.tell("outflow", rate, "kg/s")
    area = pool_area(case, spilt)
    if not case.pool_area:
        out.remark("pool_unconfined")
    diameter = math.sqrt(4.0 * area / math.pi)
    burning = float(babrauskas1983.burning_rate(substance.fuel, diameter, caveats=out.caveats))
    power = float(mudan1984.emissive_power(diameter, caveats=out.caveats))
    distances = diameter / 2.0 + np.geomspace(1.0, 30.0 * max(diameter, 3.0), STEPS)
    wind_to = 0.0 if weather.wind_from is None else 1.0
    angles = np.linspace(0.0, 2.0 * np.pi, DIRECTIONS, endpoint=False)[: DIRECTIONS // 2 + 1]
    if not wind_to:
        angles = angles[:1]
    # The wind comes from the west here: x east is downwind, and left and right are alike.
    places = np.array(
        [(d * np.cos(a), d * np.sin(a), 1.5) for a in angles for d in distances], dtype=float
    )
    noted = Caveats()
    flux = np.zeros(len(places))
    fire = None
    clear = np.ones(len(places), dtype=bool)
    for first in (0.0, 0.25, 0.5, 1.0, 2.0, 4.0):
        clear = (np.hypot(places[:, 0], places[:, 1]) - diameter / 2.0) >= first * diameter
        try:
            fire = pool_fire.compute_pool_fire(
                places[clear],
                diameter,
                burning,
                power,
                weather.wind_speed,
                1.5 * math.pi,
                vapour_density=gas_density(substance.molar_mass, substance.boiling_point),
                vapour_pressure=_vapour(weather),
                caveats=noted,
            )
        except ValueError:  # a place stands in the leaning flame: begin farther out
            continue
        break
    if fire is None:
        raise Unanswerable("pool_area_m2", "flame_too_large")
    out.caveats.extend(c for c in noted if c.model != bagster_pittblado1989.INFO.id)
    flux[clear] = fire.flux
    flux[~clear] = power
    table = flux.reshape(len(angles), len(distances))
    out.use(babrauskas1983.INFO, mudan1984.INFO, *_MODELS.values())
    out.tell("pool_area", area, "m²")
    out.tell("flame_length", fire.length, "m")
    out.tell("burning", burning * area, "kg/s")
    return PoolHeat(angles, distances, table)


def pool(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Zones around a burning pool, longer where the flame leans."""
    out = Outcome("thermal")
    fire = pool_heat(case, substance, weather, out)
    angles, distances, table = fire.angles, fire.distances, fire.flux / 1000.0
    for level in zone_levels("thermal"):
        reaches = [
            [_reach(distances, row, level.value * f) for row in table] for f in (1.0, 2.0, 0.5)
        ]
        out.zones.append(
            Zone(
                level.zone,
                level.value,
                level.unit,
                level.label,
                level.source,
                level.is_verified,
                max(reaches[0]),
                max(reaches[1]),
                max(reaches[2]),
                _lobe(angles, reaches[0]) if max(reaches[0]) > 0.0 else [],
            )
        )
    for vessel, threshold in domino_levels("thermal").items():
        out.domino[vessel] = max(_reach(distances, row, threshold.value) for row in table)
    _check_air(out, weather)
    out.remark("levels_unverified")
    return out


def _check_air(out: Outcome, weather: Weather) -> None:
    """Record the zones that end where the transmissivity of the air is not published."""
    info = bagster_pittblado1989.INFO
    paths = [zone.reach * _vapour(weather) for zone in out.zones if zone.reach > 0.0]
    check_range(out.caveats, info.id, info.validity, {"path": paths})


def _reach(distances: Floats, values: Floats, level: float) -> float:
    """Return where a falling row last exceeds a level, between its points; 0 for nowhere."""
    above = np.nonzero(values >= level)[0]
    if not len(above):
        return 0.0
    last = int(above[-1])
    if last == len(distances) - 1 or values[last + 1] <= 0.0:
        return float(distances[last])
    share = np.log(values[last] / level) / np.log(values[last] / values[last + 1])
    return float(distances[last] * (distances[last + 1] / distances[last]) ** share)


def _lobe(angles: Floats, reaches: list[float]) -> list[tuple[float, float]]:
    """Return the outline through reaches told for half the directions, mirrored on the wind."""
    if len(angles) == 1:
        return circle(reaches[0])
    fine = np.linspace(0.0, 2.0 * np.pi, 48, endpoint=False)
    folded = np.where(fine <= np.pi, fine, 2.0 * np.pi - fine)
    radii = np.interp(folded, angles, reaches)
    return [(float(r * np.cos(a)), float(r * np.sin(a))) for a, r in zip(fine, radii, strict=True)]


def fireball_heat(
    case: Case, substance: Substance, weather: Weather, out: Outcome
) -> tuple[ccps1994_fireball.Fireball, Floats, Floats]:
    """Return the fireball of the whole vessel, distances [m] and the radiation there [W/m²]."""
    if substance.heat_of_combustion is None:
        raise Unanswerable("chemical", "not_flammable")
    diameter = ccps1994_fireball.DIAMETER * case.quantity ** (1.0 / 3.0)
    distances: Floats = np.geomspace(0.55 * diameter, 40.0 * diameter, 400)
    way = np.maximum(np.hypot(distances, diameter / 2.0) - diameter / 2.0, 1.0)
    clear = bagster_pittblado1989.transmissivity(way, _vapour(weather), caveats=Caveats())
    ball = ccps1994_fireball.compute_fireball(
        case.quantity, distances, transmissivity=clear, caveats=out.caveats
    )
    out.use(ccps1994_fireball.INFO, bagster_pittblado1989.INFO)
    out.tell("fireball_diameter", ball.diameter, "m")
    out.tell("fireball_duration", ball.duration_s, "s")
    out.remark("fireball_whole_vessel")
    return ball, distances, np.asarray(ball.flux)


def fireball(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Zones of the dose of a fireball of the whole vessel."""
    out = Outcome("dose")
    ball, distances, flux = fireball_heat(case, substance, weather, out)
    out.use(cpr16e_1992_thermal.INFO)
    lethal = float(
        dose_of_probit(
            probit_of_share(zone_levels("dose")[0].value),
            cpr16e_1992_thermal.CONSTANT,
            cpr16e_1992_thermal.SLOPE,
        )
    )
    # Both in (W/m²)^4/3 s; the levels of injury and notice are told in kW.
    dose = flux ** (4.0 / 3.0) * ball.duration_s
    for level in zone_levels("dose"):
        wanted = lethal if level.zone == 1 else level.value * 1000.0 ** (4.0 / 3.0)
        reach = _reach(distances, dose, wanted)
        out.zones.append(
            Zone(
                level.zone,
                level.value,
                level.unit,
                level.label,
                level.source,
                level.is_verified,
                reach,
                _reach(distances, dose, 2.0 * wanted),
                _reach(distances, dose, wanted / 2.0),
                circle(reach) if reach > 0.0 else [],
            )
        )
    _check_air(out, weather)
    out.remark("levels_unverified")
    return out


def jet_heat(
    case: Case, substance: Substance, weather: Weather, out: Outcome
) -> tuple[Floats, Floats]:
    """Return distances from the hole [m] and the radiation of a jet turned there [W/m²]."""
    if substance.heat_of_combustion is None or substance.heat_ratio is None:
        raise Unanswerable("chemical", "not_flammable")
    if case.is_cold:
        raise Unanswerable("is_cold", "no_jet")
    air = airborne(case, substance, weather, out)
    if air.rate is None or air.pool_area is not None:
        raise Unanswerable("release", "no_jet")
    density = gas_density(substance.molar_mass, weather.temperature)
    sound = math.sqrt(substance.heat_ratio * PRESSURE / density)
    flame = chamberlain1987.compute_jet_flame(
        air.rate,
        sound,
        substance.molar_mass,
        substance.heat_of_combustion,
        weather.wind_speed,
        jet_density=density,
        caveats=out.caveats,
    )
    out.use(chamberlain1987.INFO, hajek_ludwig1960.INFO, bagster_pittblado1989.INFO)
    out.tell("flame_length", flame.length, "m")
    out.remark("jet_as_point")
    distances: Floats = np.geomspace(1.0, max(30.0 * flame.length, 50.0), 400)
    clear = bagster_pittblado1989.transmissivity(distances, _vapour(weather), caveats=Caveats())
    flux = hajek_ludwig1960.point_source_flux(
        distances, air.rate * substance.heat_of_combustion, flame.radiant_share, clear
    )
    # The flame may lie in any direction: its middle is half a length from the hole.
    return distances + flame.length / 2.0, np.asarray(flux)


def jet(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Zones around a burning jet: its length and radiant share, then a point in its middle."""
    out = Outcome("thermal")
    distances, flux = jet_heat(case, substance, weather, out)
    radial(out, distances, flux / 1000.0, "thermal")
    _check_air(out, weather)
    return out
