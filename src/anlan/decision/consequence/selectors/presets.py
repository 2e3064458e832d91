"""What could happen at a plant, from its dossier: worst case and alternatives for each vessel."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from anlan.decision.consequence.choices import Release, Scenario
from anlan.decision.consequence.effects.substances import (
    rows,
    substances,
    toxic_levels,
)
from anlan.kernel.actor import Actor
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.public import list_chemicals
from anlan.supervision.enterprises.contracts import HoldingInfo
from anlan.supervision.enterprises.public import get_enterprise

#: A worst case meets a stable night with little wind (40 CFR 68.22 (b)).
WORST_WEATHER = {"wind_speed_m_s": 1.5, "stability": "F"}
#: Kept without pressure: what boils below the air's temperature is a solution or kept cold there.
UNPRESSURISED = frozenset({"atmospheric_tank", "underground_tank", "warehouse"})
PRESSURISED = frozenset({"pressure_tank", "cylinder_store", "cylinder", "cylinder_bundle"})
GASES = frozenset({"gas", "compressed_gas", "dissolved_gas"})
#: Vessels shown on the form.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Preset:
    """One proposal: words and the values it fills in."""

    label: str
    is_worst: bool
    holding_id: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VesselPresets:
    """The proposals of a vessel."""

    holding: HoldingInfo
    presets: tuple[Preset, ...]
    note: str = ""


@cache
def usual_pressure(container_kind: str, state: str) -> float | None:
    """Return the pressure proposed for a gas in a kind of vessel [kPa]; None for a liquid."""
    if state not in GASES:
        return None
    known = {
        (row["container_kind"], row["state"]): float(row["pressure_kpa"])
        for row in rows("vessel_pressures.csv")
    }
    return known.get((container_kind, state)) or known.get((container_kind, ""))


def presets_of(enterprise_id: int, actor: Actor, *, words: str = "") -> list[VesselPresets]:
    """Return the vessels of a visible enterprise that the models can deal with, gravest first.

    What ``words`` (the title of an incident) names comes before everything else.
    """
    enterprise = get_enterprise(enterprise_id, actor)
    holdings = [h for h in enterprise.chemicals if h.cas in substances() and h.quantity_t > 0]
    known = {c.id: c for c in list_chemicals({h.chemical_id for h in holdings})}
    found = []
    for holding in holdings:
        chemical = known.get(holding.chemical_id)
        if chemical is None:
            continue
        presets = tuple(_presets(holding, chemical))
        if presets:
            note = (
                _("A solution or a cold liquid: give the partial pressure over the solution.")
                if _is_solution(holding, chemical)
                else ""
            )
            found.append(VesselPresets(holding, presets, note))
    found.sort(
        key=lambda v: (
            not _is_named(v.holding, words),
            bool(v.note),
            -_gravity(known[v.holding.chemical_id]),
            -v.holding.quantity_t,
        )
    )
    return found[:SHOWN]


def _is_named(holding: HoldingInfo, words: str) -> bool:
    """Whether a text names the vessel or its substance: ``氯(液氯)`` by either word."""
    names = [holding.container, *re.split(r"[()（）]", holding.name)]
    return any(len(name) > 1 and name in words for name in names)


def _gravity(chemical: ChemicalInfo) -> int:
    hazards = set(chemical.hazards)
    if "toxic_gas" in hazards:
        return 3
    if "flammable_gas" in hazards:
        return 2
    return 1 if hazards & {"toxic", "flammable_liquid"} else 0


def _is_solution(holding: HoldingInfo, chemical: ChemicalInfo) -> bool:
    boiling = chemical.boiling_point_c
    return (
        holding.container_kind in UNPRESSURISED
        and boiling is not None
        and boiling < 20.0
        and chemical.state != "cryogenic_liquid"
    )


def _presets(holding: HoldingInfo, chemical: ChemicalInfo) -> Iterator[Preset]:
    common: dict[str, Any] = {
        "chemical": chemical.id,
        "quantity_t": holding.quantity_t,
        "container": holding.container,
        "longitude": holding.longitude,
        "latitude": holding.latitude,
        "is_solution": _is_solution(holding, chemical),
        "is_cold": chemical.state == "cryogenic_liquid"
        or (holding.container_kind == "cryogenic_tank" and chemical.state == "liquefied_gas"),
        "pressure_kpa": usual_pressure(holding.container_kind, chemical.state),
    }

    def preset(label: str, scenario: str, release: str, *, worst: bool, **more: Any) -> Preset:
        weather = WORST_WEATHER if worst and scenario in ("toxic", "flammable") else {}
        return Preset(
            label,
            worst,
            holding.id,
            {**common, "scenario": scenario, "release": release, **weather, **more},
        )

    substance = substances()[holding.cas]
    hazards = set(chemical.hazards)
    is_solution = _is_solution(holding, chemical)
    boils = (chemical.boiling_point_c or 100.0) < 20.0 and not is_solution
    is_poison = bool(toxic_levels(holding.cas, 600.0) or chemical.idlh_ppm)
    if is_poison and hazards & {"toxic_gas", "toxic"}:
        whole = Release.TEN_MINUTES if boils else Release.SUDDEN
        yield preset(_("Toxic cloud, the whole vessel"), Scenario.TOXIC, whole, worst=True)
        yield preset(
            _("Toxic cloud, 25 mm hole for 30 minutes"), Scenario.TOXIC, Release.HOLE, worst=False
        )
        if chemical.state == "liquefied_gas" and boils and not common["is_cold"]:
            yield preset(
                _("Toxic cloud, broken pipe of 25 mm"), Scenario.TOXIC, Release.PIPE, worst=False
            )
    if substance.heat_of_combustion and boils:
        if holding.container_kind in PRESSURISED and chemical.state == "liquefied_gas":
            yield preset(
                _("Fireball of the whole vessel"), Scenario.FIREBALL, Release.SUDDEN, worst=True
            )
        yield preset(
            _("Vapour cloud explosion, the whole vessel"),
            Scenario.EXPLOSION,
            Release.SUDDEN,
            worst=True,
        )
        if not common["is_cold"]:
            yield preset(_("Jet fire, 25 mm hole"), Scenario.JET_FIRE, Release.HOLE, worst=False)
        yield preset(
            _("Flammable cloud, 25 mm hole"), Scenario.FLAMMABLE, Release.HOLE, worst=False
        )
    if chemical.state in GASES and substance.heat_ratio and common["pressure_kpa"]:
        yield preset(_("Burst of the vessel"), Scenario.BURST, Release.SUDDEN, worst=True)
    if substance.fuel and "flammable_liquid" in hazards:
        yield preset(
            _("Pool fire, the whole vessel in its dike"),
            Scenario.POOL_FIRE,
            Release.SUDDEN,
            worst=True,
        )
        yield preset(_("Pool fire, 25 mm hole"), Scenario.POOL_FIRE, Release.HOLE, worst=False)
