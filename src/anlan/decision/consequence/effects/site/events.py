"""From a vessel to its events: leaks, event trees, and where each outcome kills."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from anlan.decision.consequence.effects.blast import blast_of
from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import FARTHEST, Cloud
from anlan.decision.consequence.effects.dispersing import (
    FLAMMABLE_MEAN_S,
    TOXIC_MEAN_S,
    cloud_of,
    flammable_mass,
    lower_limit,
)
from anlan.decision.consequence.effects.fires import fireball_heat, jet_heat, pool_heat
from anlan.decision.consequence.effects.site.case import (
    RELEASES,
    Event,
    Footprint,
    Notes,
    Settings,
    Vessel,
    weathers,
)
from anlan.decision.consequence.effects.site.poison import model_of, share_of_dead
from anlan.decision.consequence.effects.sources import Airborne, airborne, boils
from anlan.decision.consequence.effects.substances import Substance, substances
from anlan_science.registry import Floats
from anlan_science.risk import (
    cpr18e_1999_ignition,
    cpr18e_1999_leaks,
    cpr18e_1999_vulnerability,
    event_tree,
)
from anlan_science.risk.cpr18e_1999_ignition import Reactivity
from anlan_science.risk.cpr18e_1999_vulnerability import by_blast, by_flame, by_heat, by_poison

#: A leak is stopped, and people are brought away, after half an hour (CPR 18E). [s]
LONGEST_S = 1800.0
#: Times over which a passing cloud is looked at; the gravest counts. [s]
PASSING_S = (15.0, 60.0, 240.0, 960.0)
#: Less than this probability of death counts as none: a footprint ends there.
LEAST = 1e-3
#: Share of delayed ignitions that explode, and of a vessel under pressure lit at once that makes
#: a fireball (CPR 18E, section 4.7).
EXPLOSION, BLEVE = 0.4, 0.7
#: Gases of low reactivity in table 4.5 of CPR 18E: methane, ammonia, carbon monoxide.
SLOW = frozenset({"74-82-8", "7664-41-7", "630-08-0"})
#: A cloud that ends nearer than this is no cloud. [m]
NEAREST = 2.0
PRESSURISED = frozenset({"pressure vessel"})
_HOLE_M = 0.01


@dataclass(frozen=True)
class Leak:
    """A leak with what comes into the air in each class of weather."""

    case: Case
    substance: Substance
    air: tuple[Airborne, ...]
    is_boiling: bool

    @property
    def is_sudden(self) -> bool:
        """Whether everything escapes at once."""
        return self.case.release == "sudden"


def case_of(vessel: Vessel, leak: str, settings: Settings) -> Case:
    """Return a leak of a vessel as a case of the models."""
    return Case(
        scenario="",
        release=RELEASES[leak],
        cas=vessel.cas,
        quantity=vessel.quantity_kg,
        is_gas=vessel.is_gas,
        liquid_density=vessel.liquid_density,
        pressure=settings.gas_pressure_kpa * 1000.0 if vessel.is_gas else None,
        partial_pressure=None,
        hole=_HOLE_M,
        head=2.0,
        rate=None,
        duration=LONGEST_S,
        height=0.0,
        pool_area=settings.pool_area_m2,
    )


def events_of(vessel: Vessel, settings: Settings, notes: Notes) -> list[Event]:
    """Return the events of a vessel; what the models cannot answer is noted as left out."""
    found: list[Event] = []
    notes.use(cpr18e_1999_leaks.INFO, cpr18e_1999_vulnerability.INFO)
    for leak in cpr18e_1999_leaks.leaks_of(vessel.equipment):
        outcome = Outcome("toxic")
        try:
            events = list(_events(vessel, leak.kind, leak.frequency, settings, notes, outcome))
        except Unanswerable as refused:
            notes.left_out.append((vessel.key, leak.kind, refused.code))
            continue
        if not events:
            notes.left_out.append((vessel.key, leak.kind, "no_deadly_effect"))
        if any(event.reach >= FARTHEST for event in events):
            notes.remark("beyond_ten_km")
        if any(event.reach > 2000.0 for event in events if event.leak == "instantaneous"):
            notes.remark("sudden_from_point")
        found += events
        notes.use(*outcome.models.values())
        notes.remark(*outcome.remarks)
        notes.caveats.extend(c for c in outcome.caveats if c not in notes.caveats)
    return found


def _events(
    vessel: Vessel, kind: str, frequency: float, settings: Settings, notes: Notes, out: Outcome
) -> Iterator[Event]:
    substance = substances()[vessel.cas]
    case = case_of(vessel, kind, settings)
    airs = weathers(settings)
    leak = Leak(
        case,
        substance,
        tuple(airborne(case, substance, weather, out) for weather in airs),
        boils(case, substance, airs[0]),
    )
    rest = frequency
    if vessel.is_flammable:
        burning, rest = _burning(vessel, kind, frequency, settings, leak, airs, notes, out)
        yield from burning
    model = model_of(vessel.cas) if vessel.is_toxic else None
    if model is not None and rest > 0.0:
        notes.use(model)
        footprints, reach = _poison(leak, airs, out)
        if reach > NEAREST:
            yield Event(vessel, kind, "toxic cloud", rest, reach, footprints)
    elif vessel.is_toxic and model is None:
        notes.remark("no_probit")


def _burning(
    vessel: Vessel,
    kind: str,
    frequency: float,
    settings: Settings,
    leak: Leak,
    airs: tuple[Weather, ...],
    notes: Notes,
    out: Outcome,
) -> tuple[list[Event], float]:
    """Return the events of fire and blast, and how often the release stays unlit."""
    limit = lower_limit(leak.substance, airs[0])
    clouds = tuple(
        cloud_of(air, leak.case, leak.substance, weather, _mean(air), out)
        for air, weather in zip(leak.air, airs, strict=True)
    )
    cloud_reach = max(cloud.reach(limit) for cloud in clouds)
    notes.use(cpr18e_1999_ignition.INFO, event_tree.INFO)
    tree = event_tree.flammable_release(
        _immediate(vessel, leak),
        settings.delayed_ignition if cloud_reach > NEAREST else 0.0,
        EXPLOSION,
        continuous=not leak.is_sudden,
        bleve=BLEVE
        if leak.is_boiling and not vessel.is_gas and vessel.equipment in PRESSURISED
        else 0.0,
        pool=not leak.is_boiling,
    )
    outcomes = event_tree.outcomes(frequency, tree)
    rest = outcomes.pop("no ignition", 0.0)
    found = []
    for name, often in outcomes.items():
        if often <= 0.0:
            continue
        try:
            footprints, reach = _footprints(name, leak, airs, clouds, limit, out)
        except Unanswerable as refused:
            notes.left_out.append((vessel.key, f"{kind}: {name}", refused.code))
            continue
        if reach > NEAREST:
            found.append(Event(vessel, kind, name, often, reach, footprints))
    return found, rest


def _mean(air: Airborne) -> float:
    return 0.0 if air.rate is None else FLAMMABLE_MEAN_S


def _immediate(vessel: Vessel, leak: Leak) -> float:
    """Probability of ignition at once, by table 4.5."""
    if not leak.is_boiling:
        row = Reactivity.LIQUID
    else:
        row = Reactivity.LOW_GAS if vessel.cas in SLOW else Reactivity.GAS
    if leak.is_sudden:
        return float(cpr18e_1999_ignition.immediate(row, mass=vessel.quantity_kg))
    rate = max(air.rate or 0.0 for air in leak.air)
    return float(cpr18e_1999_ignition.immediate(row, rate=rate))


def _footprints(
    name: str,
    leak: Leak,
    airs: tuple[Weather, ...],
    clouds: tuple[Cloud, ...],
    limit: float,
    out: Outcome,
) -> tuple[tuple[Footprint, ...], float]:
    """Return the footprint of an outcome in every class, and how far the widest reaches."""
    prints: list[Footprint] = []
    reach = 0.0
    for air, weather, cloud in zip(leak.air, airs, clouds, strict=True):
        if name == "flash fire":
            prints.append(_flame(cloud, limit))
            reach = max(reach, cloud.reach(limit))
            continue
        if name == "explosion":
            mass = flammable_mass(air, cloud, limit, weather)
            if mass <= 0.0:  # no cloud within the limits in this weather
                prints.append(_flame(cloud, limit))
                continue
            blast = blast_of(mass, leak.substance, out)
            prints.append(_ring(blast.distances, blast.pressures, None))
            reach = max(reach, _last(blast.distances, by_blast(blast.pressures).indoors))
            continue
        heat = {"pool fire": _pool, "jet fire": _jet, "fireball": _ball}[name]
        footprint, far = heat(leak, weather, out)
        prints.append(footprint)
        reach = max(reach, far)
    return tuple(prints), reach


def _flame(cloud: Cloud, limit: float) -> Footprint:
    return lambda x, y: by_flame(cloud.at(x, y), limit)


def _ring(distances: Floats, values: Floats, duration_s: float | None) -> Footprint:
    """The footprint of a value that depends on the distance alone: heat for a time, or blast."""

    def deaths(x: Floats, y: Floats) -> cpr18e_1999_vulnerability.Deaths:
        there = np.interp(np.hypot(x, y), distances, values, right=0.0)
        return by_blast(there) if duration_s is None else by_heat(there, duration_s)

    return deaths


def _last(distances: Floats, share: Floats) -> float:
    deadly = np.nonzero(share >= LEAST)[0]
    return float(distances[deadly[-1]]) if len(deadly) else 0.0


def _pool(leak: Leak, weather: Weather, out: Outcome) -> tuple[Footprint, float]:
    fire = pool_heat(leak.case, leak.substance, weather, out)
    table = np.asarray(fire.flux)
    whole = cpr18e_1999_vulnerability.LONGEST_S

    # Half the directions are told, left and right are alike.
    def deaths(x: Floats, y: Floats) -> cpr18e_1999_vulnerability.Deaths:
        turn = np.abs(np.arctan2(y, x)) / fire.angles[-1] * (len(fire.angles) - 1)
        low = np.minimum(turn.astype(np.int64), len(fire.angles) - 2)
        share = turn - low
        far = np.hypot(x, y)
        rows = np.stack([np.interp(far, fire.distances, row, right=0.0) for row in table])
        first = np.take_along_axis(rows, low[None], axis=0)[0]
        second = np.take_along_axis(rows, low[None] + 1, axis=0)[0]
        return by_heat(first * (1.0 - share) + second * share, whole)

    return deaths, _last(fire.distances, by_heat(table.max(axis=0), whole).unprotected)


def _jet(leak: Leak, weather: Weather, out: Outcome) -> tuple[Footprint, float]:
    distances, flux = jet_heat(leak.case, leak.substance, weather, out)
    whole = cpr18e_1999_vulnerability.LONGEST_S
    return _ring(distances, flux, whole), _last(distances, by_heat(flux, whole).unprotected)


def _ball(leak: Leak, weather: Weather, out: Outcome) -> tuple[Footprint, float]:
    ball, distances, flux = fireball_heat(leak.case, leak.substance, weather, out)
    far = _last(distances, by_heat(flux, ball.duration_s).unprotected)
    return _ring(distances, flux, ball.duration_s), far


def _poison(
    leak: Leak, airs: tuple[Weather, ...], out: Outcome
) -> tuple[tuple[Footprint, ...], float]:
    """Return the footprints of a toxic cloud and how far it kills."""
    prints: list[Footprint] = []
    reach = 0.0
    cas, mass = leak.case.cas, leak.substance.molar_mass
    for air, weather in zip(leak.air, airs, strict=True):
        if air.rate is None:
            times: tuple[float, ...] = PASSING_S
            out.remark("cloud_passes")
        else:
            times = (min(max(air.duration, 60.0), LONGEST_S),)
        clouds = []
        for time in times:
            mean_s = time if air.rate is None else min(time, TOXIC_MEAN_S)
            cloud = cloud_of(air, leak.case, leak.substance, weather, mean_s, out)
            clouds.append((cloud, time))
        for cloud, time in clouds:
            on_axis = share_of_dead(cas, cloud.axis, time, mass, weather.temperature)
            reach = max(reach, _last(cloud.x, on_axis))
        prints.append(_breathed(cas, clouds, mass, weather.temperature))
    return tuple(prints), reach


def _breathed(
    cas: str, clouds: list[tuple[Cloud, float]], molar_mass: float, temperature: float
) -> Footprint:
    def deaths(x: Floats, y: Floats) -> cpr18e_1999_vulnerability.Deaths:
        shares = [
            share_of_dead(cas, cloud.at(x, y), time, molar_mass, temperature)
            for cloud, time in clouds
        ]
        return by_poison(np.max(shares, axis=0))

    return deaths
