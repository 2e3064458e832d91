"""Blast of a burning cloud by three published methods, and of a gas vessel that bursts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from anlan.decision.consequence.effects.case import (
    Case,
    Other,
    Outcome,
    Unanswerable,
    Weather,
    Zone,
)
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE, circle
from anlan.decision.consequence.effects.substances import (
    Substance,
    domino_levels,
    rows,
    zone_levels,
)
from anlan_science.explosion import (
    baker1983,
    brode1959,
    ccps1994_tnt,
    kingery_bulmash1984,
    tang_baker1999,
    van_den_berg1985,
)
from anlan_science.model_info import ModelInfo
from anlan_science.registry import Caveats, Floats, check_range

#: Share of the energy of the cloud that becomes blast as TNT (40 CFR 68 app. C). [-]
EFFICIENCY = 0.10
#: Scaled distances (Sachs) at which the curves of gas explosions are asked.
SCALED = np.geomspace(0.1, 90.0, 400)
SOUND_IN_AIR = 340.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Overpressure [Pa] that falls with the distance [m], and the models behind it."""

    distances: Floats
    pressures: Floats
    models: tuple[ModelInfo, ...]
    #: Length that scales the distance, 0 for TNT. [m]
    length: float = 0.0

    def reach(self, kilopascal: float) -> float:
        """Return the farthest distance with an overpressure [m]; 0 for nowhere."""
        above = self.pressures >= 1000.0 * kilopascal
        return float(self.distances[above].max()) if above.any() else 0.0


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong an explosion a place gives: class of strength, flame speed, where it is from."""

    strength: int
    flame_mach: float


def strengths() -> Mapping[str, Strength]:
    """Return the rows of the table by congestion."""
    return {
        row["congestion"]: Strength(int(row["strength"]), float(row["flame_mach"]))
        for row in rows("explosion_strength.csv")
    }


def tnt_curve(tnt: float) -> Curve:
    """Return the blast of a mass of TNT on the ground."""
    distances: Floats = np.geomspace(0.07, 39.0, 400) * tnt ** (1.0 / 3.0)
    blast = kingery_bulmash1984.compute_blast(distances, tnt, caveats=Caveats())
    return Curve(distances, blast.overpressure, (kingery_bulmash1984.INFO,))


def _equivalent(mass: float, substance: Substance, caveats: Caveats) -> float:
    """Return the mass of TNT that stands for a cloud [kg]."""
    return float(ccps1994_tnt.equivalent_mass(mass, _heat(substance), EFFICIENCY, caveats=caveats))


def blast_of(mass: float, substance: Substance, out: Outcome) -> Curve:
    """Return the blast of a cloud as TNT, and tell of it."""
    if mass <= 0.0:
        raise Unanswerable("quantity_t", "no_cloud")
    tnt = _equivalent(mass, substance, out.caveats)
    out.use(ccps1994_tnt.INFO, kingery_bulmash1984.INFO)
    out.tell("tnt", tnt, "kg")
    out.remark("tnt_around_source")
    return tnt_curve(tnt)


def _as_tnt(mass: float, substance: Substance, _case: Case, caveats: Caveats) -> Curve:
    found = tnt_curve(_equivalent(mass, substance, caveats))
    return Curve(found.distances, found.pressures, (ccps1994_tnt.INFO, *found.models))


def _multi_energy(mass: float, substance: Substance, case: Case, _caveats: Caveats) -> Curve:
    energy = congested_energy(mass, substance, case)
    length = (energy / PRESSURE) ** (1.0 / 3.0)
    distances = SCALED * length
    strength = strengths()[case.congestion].strength
    found = van_den_berg1985.compute_blast(distances, energy, strength, caveats=Caveats())
    return Curve(distances, found.overpressure, (van_den_berg1985.INFO,), length)


def _flame_speed(mass: float, substance: Substance, case: Case, caveats: Caveats) -> Curve:
    # On the ground the energy counts twice.
    energy = tang_baker1999.blast_energy(congested_energy(mass, substance, case), 1.0)
    length = (energy / PRESSURE) ** (1.0 / 3.0)
    distances = SCALED * length
    mach = strengths()[case.congestion].flame_mach
    check_range(caveats, tang_baker1999.INFO.id, {"flame_mach": (0.2, 5.2)}, {"flame_mach": mach})
    found = tang_baker1999.compute_blast(distances, energy, mach, caveats=Caveats())
    return Curve(distances, found.overpressure, (tang_baker1999.INFO,), length)


#: The methods by the word of the form.
METHODS: Mapping[str, Callable[[float, Substance, Case, Caveats], Curve]] = MappingProxyType(
    {"tnt": _as_tnt, "multi_energy": _multi_energy, "flame_speed": _flame_speed}
)


def _heat(substance: Substance) -> float:
    if substance.heat_of_combustion is None:
        raise Unanswerable("chemical", "no_data")
    return substance.heat_of_combustion


def congested_energy(mass: float, substance: Substance, case: Case) -> float:
    """Return the energy of the part of the cloud that lies among obstacles [J]."""
    whole = mass * _heat(substance)
    if case.congested_volume is None:
        return whole
    return min(whole, van_den_berg1985.blast_energy(case.congested_volume))


def cloud_blast(mass: float, substance: Substance, case: Case, out: Outcome) -> Curve:
    """Return the blast of a cloud by the chosen method and ask the others beside."""
    if mass <= 0.0:
        raise Unanswerable("quantity_t", "no_cloud")
    if case.explosion == "tnt":
        chosen = blast_of(mass, substance, out)
    else:
        chosen = METHODS[case.explosion](mass, substance, case, out.caveats)
        out.use(*chosen.models)
        out.remark("tnt_around_source")
        _check(chosen, out)
        energy = congested_energy(mass, substance, case)
        out.tell("blast_energy", energy / 1e6, "MJ")
        if case.congested_volume is None:
            out.remark("whole_cloud_congested")
    levels = zone_levels("overpressure")
    for name, method in METHODS.items():
        if name != case.explosion:
            other = method(mass, substance, case, Caveats())
            reach = {level.zone: other.reach(level.value) for level in levels}
            out.others.append(Other(other.models[0], reach))
    return chosen


def _check(curve: Curve, out: Outcome) -> None:
    """Record the zones that end where the curves are not published."""
    info = curve.models[0]
    reaches = [curve.reach(level.value) for level in zone_levels("overpressure")]
    scaled = [reach / curve.length for reach in reaches if reach > 0.0]
    if scaled:
        check_range(out.caveats, info.id, info.validity, {"scaled_distance": scaled})


def burst(case: Case, substance: Substance, weather: Weather) -> Outcome:
    """Blast of a gas vessel that bursts: the energy of its pressure, no fire and no fragments."""
    out = Outcome("overpressure")
    if not case.is_gas:
        raise Unanswerable("is_gas", "burst_of_gas_only")
    if case.pressure is None:
        raise Unanswerable("pressure_kpa", "pressure_missing")
    if case.pressure <= PRESSURE:
        raise Unanswerable("pressure_kpa", "pressure_low")
    if substance.heat_ratio is None:
        raise Unanswerable("chemical", "no_data")
    specific = GAS_CONSTANT / substance.molar_mass
    volume = case.quantity * specific * weather.temperature / case.pressure
    energy = float(brode1959.burst_energy(case.pressure, volume, substance.heat_ratio))
    tnt = energy / ccps1994_tnt.TNT_ENERGY
    sound = math.sqrt(substance.heat_ratio * specific * weather.temperature)
    wall = PRESSURE * float(
        baker1983.starting_overpressure(
            case.pressure / PRESSURE, sound / SOUND_IN_AIR, substance.heat_ratio
        )
    )
    found = tnt_curve(tnt)
    out.use(brode1959.INFO, baker1983.INFO, ccps1994_tnt.INFO, *found.models)
    out.tell("vessel_volume", volume, "m³")
    out.tell("blast_energy", energy / 1e6, "MJ")
    out.tell("tnt", tnt, "kg")
    out.tell("wall_overpressure", wall / 1000.0, "kPa")
    out.remark("fragments_left_out")
    # At the wall the shock is no stronger than that of its own gas; TNT would be.
    radial(out, found.distances, np.minimum(found.pressures, wall) / 1000.0, "overpressure")
    return out


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
