"""Clouds that poison or may catch fire, and the blast of one that did."""

from __future__ import annotations

import numpy as np

from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather, Zone
from anlan.decision.consequence.effects.clouds import (
    FARTHEST,
    Cloud,
    circle,
    dense_plume,
    dense_puff,
    passive_plume,
    passive_puff,
)
from anlan.decision.consequence.effects.sources import Airborne, airborne
from anlan.decision.consequence.effects.substances import (
    Level,
    Substance,
    domino_levels,
    toxic_levels,
    zone_levels,
)
from anlan_science.dispersion import (
    briggs1973,
    britter_mcquaid1988,
    ccps1999_puff,
    gaussian_plume,
    gaussian_puff,
)
from anlan_science.explosion import ccps1994_tnt, kingery_bulmash1984
from anlan_science.harm import levels as harm_levels
from anlan_science.harm.levels import mass_concentration
from anlan_science.registry import Caveats, Floats

INFOS = {
    info.id: info
    for info in (
        briggs1973.INFO,
        britter_mcquaid1988.INFO,
        ccps1999_puff.INFO,
        gaussian_plume.INFO,
        gaussian_puff.INFO,
    )
}
#: Averaging times: of poisoning, and of a flame that needs only seconds (CPR 18E). [s]
TOXIC_MEAN_S = 600.0
FLAMMABLE_MEAN_S = 20.0
#: Share of the energy of the cloud that becomes blast (40 CFR 68 app. C). [-]
EFFICIENCY = 0.10
#: Bounds of the exposure for which levels are published here. [s]
LEAST_EXPOSURE_S, MOST_EXPOSURE_S = 600.0, 3600.0


def cloud_of(
    air: Airborne, case: Case, substance: Substance, weather: Weather, mean_s: float, out: Outcome
) -> Cloud:
    """Return the cloud of what is airborne, heavy where it is heavy, and note its models."""
    cloud: Cloud | None
    if air.rate is None:
        cloud = dense_puff(
            mass=air.mass,
            molar_mass=substance.molar_mass,
            wind=weather.wind_speed,
            temperature=weather.temperature,
            mean_over_s=mean_s,
        ) or passive_puff(
            mass=air.mass,
            wind=weather.wind_speed,
            stability=weather.stability,
            mean_over_s=mean_s,
        )
    else:
        cloud = None
        if case.height <= 5.0:
            cloud = dense_plume(
                rate=air.rate,
                molar_mass=substance.molar_mass,
                wind=weather.wind_speed,
                temperature=weather.temperature,
                stability=weather.stability,
                terrain=weather.terrain,
                averaging_s=mean_s,
            )
        cloud = cloud or passive_plume(
            rate=air.rate,
            height=case.height,
            wind=weather.wind_speed,
            stability=weather.stability,
            terrain=weather.terrain,
            averaging_s=mean_s,
        )
    out.use(*(INFOS[name] for name in cloud.models))
    if len(cloud.models) > 1 and britter_mcquaid1988.INFO.id in cloud.models:
        out.remark("dense_then_passive")
    if not case.is_gas and air.pool_area is None and substance.molar_mass < 0.029:
        out.remark("light_gas_with_droplets")
    return cloud


def _zone(level: Level, cloud: Cloud, concentration: float, weather: Weather, out: Outcome) -> Zone:
    reach = cloud.reach(concentration)
    if reach >= FARTHEST:
        out.remark("beyond_ten_km")
    cloud.check(reach)
    out.caveats.extend(c for c in cloud.caveats if c not in out.caveats)
    outline = cloud.outline(concentration)
    if weather.wind_from is None and reach > 0.0:
        outline = circle(reach)
    return Zone(
        level.zone,
        level.value,
        level.unit,
        level.label,
        level.source,
        level.is_verified,
        reach,
        cloud.reach(2.0 * concentration),
        cloud.reach(concentration / 2.0),
        outline,
    )


def toxic(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Zones of poisoning: AEGL for the time of exposure; IDLH and workplace limits where none."""
    out = Outcome("toxic")
    air = airborne(case, substance, weather, out)
    exposure = min(max(air.duration, LEAST_EXPOSURE_S), MOST_EXPOSURE_S)
    chosen = list(toxic_levels(case.cas, exposure))
    known = {level.zone for level in chosen}
    if 2 not in known and case.idlh_ppm:
        chosen.append(Level(2, case.idlh_ppm, "ppm", "IDLH", "chemicals: IDLH", False, 30))
        out.remark("idlh_for_injury")
    if 3 not in known and case.notice_ppm:
        chosen.append(
            Level(3, case.notice_ppm, "ppm", "MAC/PC-STEL", "chemicals: GBZ 2.1", False, 15)
        )
        out.remark("workplace_limit_for_notice")
    if not chosen:
        raise Unanswerable("chemical", "no_level")
    if 1 not in known:
        out.remark("no_lethal_level")
    out.tell("exposure", exposure, "s")
    cloud = cloud_of(air, case, substance, weather, min(exposure, TOXIC_MEAN_S), out)
    for level in sorted(chosen, key=lambda x: x.zone):
        limit = float(
            mass_concentration(level.value * 1e-6, substance.molar_mass, weather.temperature)
        )
        out.zones.append(_zone(level, cloud, limit, weather, out))
    if any(not level.is_verified for level in chosen):
        out.remark("levels_unverified")
    return out


def lower_limit(substance: Substance, weather: Weather) -> float:
    """Return the lower explosive limit [kg/m³]."""
    if substance.lower_limit is None:
        raise Unanswerable("chemical", "not_flammable")
    return float(
        harm_levels.mass_concentration(
            substance.lower_limit, substance.molar_mass, weather.temperature
        )
    )


def flammable_cloud(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Where a cloud may burn: the lower limit, 60 % and 10 % of it."""
    out = Outcome("flammable")
    limit = lower_limit(substance, weather)
    air = airborne(case, substance, weather, out)
    cloud = cloud_of(air, case, substance, weather, _mean(air), out)
    for level in zone_levels("flammable"):
        out.zones.append(_zone(level, cloud, level.value * limit, weather, out))
    out.remark("levels_unverified")
    return out


def _mean(air: Airborne) -> float:
    return 0.0 if air.rate is None else FLAMMABLE_MEAN_S


def explosion(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Blast of a cloud that has drifted to its lower limit, as TNT on the ground."""
    out = Outcome("overpressure")
    limit = lower_limit(substance, weather)
    if substance.heat_of_combustion is None:
        raise Unanswerable("chemical", "no_data")
    air = airborne(case, substance, weather, out)
    cloud = None
    if air.rate is not None:
        cloud = cloud_of(air, case, substance, weather, FLAMMABLE_MEAN_S, out)
        out.caveats.extend(c for c in cloud.caveats if c not in out.caveats)
    mass = flammable_mass(air, cloud, limit, weather)
    out.tell("flammable_mass", mass, "kg")
    distances, pressures = blast_of(mass, substance, out)
    radial(out, distances, pressures / 1000.0, "overpressure")
    return out


def flammable_mass(air: Airborne, cloud: Cloud | None, limit: float, weather: Weather) -> float:
    """Return what is in the cloud when it has drifted to its lower limit [kg]."""
    if air.rate is None or cloud is None:
        return air.mass
    drift = cloud.reach(limit) / weather.wind_speed
    return min(air.mass, air.rate * min(air.duration, drift))


def blast_of(mass: float, substance: Substance, out: Outcome) -> tuple[Floats, Floats]:
    """Return distances [m] and overpressures [Pa] of a cloud that explodes as TNT."""
    if substance.heat_of_combustion is None:
        raise Unanswerable("chemical", "no_data")
    if mass <= 0.0:
        raise Unanswerable("quantity_t", "no_cloud")
    tnt = float(
        ccps1994_tnt.equivalent_mass(
            mass, substance.heat_of_combustion, EFFICIENCY, caveats=out.caveats
        )
    )
    out.use(ccps1994_tnt.INFO, kingery_bulmash1984.INFO)
    out.tell("tnt", tnt, "kg")
    out.remark("tnt_around_source")
    distances: Floats = np.geomspace(0.07, 39.0, 400) * tnt ** (1.0 / 3.0)
    blast = kingery_bulmash1984.compute_blast(distances, tnt, caveats=Caveats())
    return distances, blast.overpressure


def radial(out: Outcome, distances: Floats, values: Floats, effect: str) -> None:
    """Add circles where a value that falls with distance reaches the levels of its effect."""

    def reach(level: float) -> float:
        above = values >= level
        return float(distances[above].max()) if above.any() else 0.0

    for level in zone_levels(effect):
        distance = reach(level.value)
        out.zones.append(
            Zone(
                level.zone,
                level.value,
                level.unit,
                level.label,
                level.source,
                level.is_verified,
                distance,
                reach(2.0 * level.value),
                reach(level.value / 2.0),
                circle(distance) if distance > 0.0 else [],
            )
        )
    for vessel, level in domino_levels(effect).items():
        out.domino[vessel] = reach(level.value)
    out.remark("levels_unverified")
