"""Clouds that poison or may catch fire, and the blast of one that did."""

from __future__ import annotations

from dataclasses import replace

from anlan.decision.consequence.effects.blast import cloud_blast, radial
from anlan.decision.consequence.effects.case import (
    Case,
    Other,
    Outcome,
    Unanswerable,
    Weather,
    Zone,
)
from anlan.decision.consequence.effects.clouds import (
    FARTHEST,
    Cloud,
    circle,
    dense_plume,
    dense_puff,
    passive_plume,
    passive_puff,
)
from anlan.decision.consequence.effects.cold import cold_pool
from anlan.decision.consequence.effects.emptying import as_steady, course_of
from anlan.decision.consequence.effects.heavy import NotKnown, integral_cloud, is_heavy
from anlan.decision.consequence.effects.shelter import shelter
from anlan.decision.consequence.effects.sources import Airborne, airborne
from anlan.decision.consequence.effects.substances import (
    Level,
    Substance,
    load_exponent,
    toxic_levels,
    zone_levels,
)
from anlan_science.dispersion import (
    briggs1973,
    britter_mcquaid1988,
    ccps1999_puff,
    ermak1990,
    gaussian_plume,
    gaussian_puff,
)
from anlan_science.harm import levels as harm_levels
from anlan_science.harm.levels import mass_concentration

INFOS = {
    info.id: info
    for info in (
        briggs1973.INFO,
        britter_mcquaid1988.INFO,
        ccps1999_puff.INFO,
        ermak1990.INFO,
        gaussian_plume.INFO,
        gaussian_puff.INFO,
    )
}
#: Averaging times: of poisoning, and of a flame that needs only seconds (CPR 18E). [s]
TOXIC_MEAN_S = 600.0
FLAMMABLE_MEAN_S = 20.0
#: Bounds of the exposure for which levels are published here. [s]
LEAST_EXPOSURE_S, MOST_EXPOSURE_S = 600.0, 3600.0


def cloud_of(
    air: Airborne, case: Case, substance: Substance, weather: Weather, mean_s: float, out: Outcome
) -> Cloud:
    """Return the cloud by nomogram or Gaussian in a millisecond, and note its models."""
    cloud = _quick_cloud(air, case, substance, weather, mean_s)
    _note(cloud, air, case, substance, out)
    return cloud


def clouds_of(
    air: Airborne,
    case: Case,
    substance: Substance,
    weather: Weather,
    mean_s: float,
    out: Outcome,
    exponent: float = 1.0,
) -> tuple[Cloud, Cloud | None]:
    """Return the cloud that draws the zones and the one of another model, if there is one.

    A heavy cloud is followed by the integral model, and told of where that cannot say; the
    nomogram with its passive plume stands beside. ``exponent`` is that of the toxic load.
    """
    quick = _quick_cloud(air, case, substance, weather, mean_s, exponent)
    reason = ""
    if is_heavy(air, substance, weather):
        try:
            cloud = integral_cloud(air, substance, weather, case, mean_s, exponent)
        except NotKnown as unknown:
            reason = unknown.reason
        else:
            out.use(*(air.start.models if air.start else ()), *(INFOS[n] for n in cloud.models))
            if air.start and air.rate and air.pool_area is None:
                way = "upward_jet" if case.is_upward else "free_jet"
                out.remark(way if air.start.speed else "without_thrust")
            return cloud, quick
    elif air.start is None and britter_mcquaid1988.INFO.id in quick.models:
        reason = "integral_pool_not_boiling"
    if reason:
        out.remark(reason)
    _note(quick, air, case, substance, out)
    return quick, None


def _quick_cloud(
    air: Airborne,
    case: Case,
    substance: Substance,
    weather: Weather,
    mean_s: float,
    exponent: float = 1.0,
) -> Cloud:
    if air.rate is None:
        return dense_puff(
            mass=air.mass,
            molar_mass=substance.molar_mass,
            wind=weather.wind_speed,
            temperature=weather.temperature,
            mean_over_s=mean_s,
            exponent=exponent,
        ) or passive_puff(
            mass=air.mass,
            wind=weather.wind_speed,
            stability=weather.stability,
            mean_over_s=mean_s,
            exponent=exponent,
        )
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
    return cloud or passive_plume(
        rate=air.rate,
        height=case.height,
        wind=weather.wind_speed,
        stability=weather.stability,
        terrain=weather.terrain,
        averaging_s=mean_s,
    )


def _note(cloud: Cloud, air: Airborne, case: Case, substance: Substance, out: Outcome) -> None:
    """Remember the models of a quick cloud and what they leave out."""
    out.use(*(INFOS[name] for name in cloud.models))
    if len(cloud.models) > 1 and britter_mcquaid1988.INFO.id in cloud.models:
        out.remark("dense_then_passive")
    if not case.is_gas and air.pool_area is None and substance.molar_mass < 0.029:
        out.remark("light_gas_with_droplets")


def _zone(
    level: Level,
    clouds: tuple[Cloud, Cloud | None],
    concentration: float,
    weather: Weather,
    out: Outcome,
) -> Zone:
    cloud, other = clouds
    reach = cloud.reach(concentration)
    if other is not None:
        if not out.others:
            out.others.append(Other(INFOS[other.models[0]]))
        out.others[0].reach[level.zone] = other.reach(concentration)
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


def released(case: Case, substance: Substance, weather: Weather, out: Outcome) -> Airborne:
    """Return what comes into the air, boiling off a cold pool where it is kept cold."""
    if case.is_cold:
        return cold_pool(case, substance, weather, out)
    return airborne(case, substance, weather, out)


def toxic(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Zones of poisoning: AEGL for the time of exposure; IDLH and workplace limits where none."""
    out = Outcome("toxic")
    air = released(case, substance, weather, out)
    course = course_of(case, substance, weather, out)
    lasting = air.duration if course is None else course.emptied_s
    exposure = min(max(lasting, LEAST_EXPOSURE_S), MOST_EXPOSURE_S)
    chosen = _levels(case, exposure, out)
    out.tell("exposure", exposure, "s")
    exponent = load_exponent(case.cas)
    if course is not None:
        air = as_steady(air, course, exposure, exponent, out)
    mean_s = min(exposure, TOXIC_MEAN_S)
    clouds = clouds_of(air, case, substance, weather, mean_s, out, exponent)
    limits = {}
    for level in chosen:
        limits[level.zone] = float(
            mass_concentration(level.value * 1e-6, substance.molar_mass, weather.temperature)
        )
        out.zones.append(_zone(level, clouds, limits[level.zone], weather, out))
    if any(not level.is_verified for level in chosen):
        out.remark("levels_unverified")
    shelter(case, clouds[0], limits, lasting, (mean_s, exponent), out)
    return out


def _levels(case: Case, exposure: float, out: Outcome) -> list[Level]:
    """Return the levels of harm by zone, with what stands for those that are not known."""
    chosen = list(toxic_levels(case.cas, exposure))
    known = {level.zone for level in chosen}

    def is_below_graver(value: float, zone: int) -> bool:
        return all(value < level.value for level in chosen if level.zone < zone)

    # What stands for a level must not lie above a graver one.
    if 2 not in known and case.idlh_ppm and is_below_graver(case.idlh_ppm, 2):
        chosen.append(Level(2, case.idlh_ppm, "ppm", "IDLH", "chemicals: IDLH", False, 30))
        out.remark("idlh_for_injury")
    if 3 not in known and case.notice_ppm and is_below_graver(case.notice_ppm, 3):
        chosen.append(
            Level(3, case.notice_ppm, "ppm", "MAC/PC-STEL", "chemicals: GBZ 2.1", False, 15)
        )
        out.remark("workplace_limit_for_notice")
    if not chosen:
        raise Unanswerable("chemical", "no_level")
    if 1 not in known:
        out.remark("no_lethal_level")
    return sorted(chosen, key=lambda level: level.zone)


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
    air = released(case, substance, weather, out)
    course = course_of(case, substance, weather, out)
    if course is not None:
        first = min(FLAMMABLE_MEAN_S, case.duration)
        air = replace(air, rate=course.steady(first))
    clouds = clouds_of(air, case, substance, weather, _mean(air), out)
    for level in zone_levels("flammable"):
        out.zones.append(_zone(level, clouds, level.value * limit, weather, out))
    out.remark("levels_unverified")
    return out


def _mean(air: Airborne) -> float:
    return 0.0 if air.rate is None else FLAMMABLE_MEAN_S


def explosion(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Blast of a cloud that has drifted to its lower limit, on the ground."""
    out = Outcome("overpressure")
    limit = lower_limit(substance, weather)
    if substance.heat_of_combustion is None:
        raise Unanswerable("chemical", "no_data")
    air = released(case, substance, weather, out)
    cloud = None
    if air.rate is not None:
        cloud, _other = clouds_of(air, case, substance, weather, FLAMMABLE_MEAN_S, out)
        out.caveats.extend(c for c in cloud.caveats if c not in out.caveats)
    mass = flammable_mass(air, cloud, limit, weather)
    out.tell("flammable_mass", mass, "kg")
    found = cloud_blast(mass, substance, case, out)
    radial(out, found.distances, found.pressures / 1000.0, "overpressure")
    return out


def flammable_mass(air: Airborne, cloud: Cloud | None, limit: float, weather: Weather) -> float:
    """Return what is in the cloud when it has drifted to its lower limit [kg]."""
    if air.rate is None or cloud is None:
        return air.mass
    drift = cloud.reach(limit) / weather.wind_speed
    return min(air.mass, air.rate * min(air.duration, drift))
