"""What is known of an incident, in the words of the triggers of plans.

A fact nobody knows is left out: it is neither zero nor no. The map and other floors above may add
facts (people nearby) through ``register_fact_source``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

from anlan.command.incidents.contracts import IncidentInfo
from anlan.kernel.actor import Actor
from anlan.kernel.errors import DomainError
from anlan.monitoring.alarms import public as alarms
from anlan.monitoring.natural_hazards.public import warning_level_at
from anlan.supervision.chemicals import public as chemicals
from anlan.supervision.enterprises import public as enterprises

FactSource = Callable[[IncidentInfo, Actor], Mapping[str, Any]]
_sources: list[FactSource] = []

#: Facts of a kind that an incident may carry in its details, under these names.
DETAIL_FACTS = (
    "warning_level",
    "burnt_area_ha",
    "burning_hours",
    "people_within_500m",
    "people_within_1km",
    "is_toxic",
    "is_flammable",
    "alarm_level",
    "rain_1h_mm",
    "rain_24h_mm",
    "wind_level",
    "water_over_warning_m",
    "magnitude",
)
#: Radii of the counts of people [m].
RADII = {"people_within_500m": 500, "people_within_1km": 1000}
#: The weather warnings that concern a kind of incident, by words of their events.
WARNINGS = {
    "flood": ("暴雨", "台风", "山洪", "洪水"),
    "weather": ("",),
    "geological": ("地质", "暴雨"),
    "forest_fire": ("火险",),
}
TOXIC = ("toxic",)
FLAMMABLE = ("flammable", "explosive", "pyrophoric")


def register_fact_source(source: FactSource) -> FactSource:
    """Add a source of facts; counts of people are added up, other facts fill what is missing."""
    if source not in _sources:
        _sources.append(source)
    return source


def gather_facts(incident: IncidentInfo, actor: Actor) -> dict[str, Any]:
    """Return the facts known now."""
    found: dict[str, Any] = {"kind": incident.kind}
    if incident.grade is not None:
        found["grade"] = incident.grade
    details: Mapping[str, Any] = {}
    if incident.facts is not None:
        facts = incident.facts
        details = facts.details or {}
        found.update(
            deaths=facts.deaths,
            serious_injuries=facts.serious_injuries,
            injured=facts.serious_injuries + facts.minor_injuries,
            trapped=facts.trapped + facts.missing,
            evacuated=facts.evacuated,
            loss_yuan=float(facts.direct_loss) * 10_000,
        )
    alarm = None
    if incident.alarm_id is not None:
        with suppress(DomainError):  # not visible to this actor: unknown to him
            alarm = alarms.get_alarm(incident.alarm_id, actor=actor)
    if alarm is not None:
        found["alarm_level"] = alarm.level
    _add_enterprise(found, incident, details, alarm.chemical_id if alarm else None, actor)
    for name in DETAIL_FACTS:
        if details.get(name) is not None:
            found[name] = details[name]
    if incident.kind in WARNINGS and "warning_level" not in found:
        level = warning_level_at(incident.region_code, WARNINGS[incident.kind])
        if level is not None:
            found["warning_level"] = level
    for source in _sources:
        for name, value in source(incident, actor).items():
            if name in RADII and name not in details and found.get(name) is not None:
                found[name] += value
            else:
                found.setdefault(name, value)
    return found


def _add_enterprise(
    found: dict[str, Any],
    incident: IncidentInfo,
    details: Mapping[str, Any],
    measured_chemical_id: int | None,
    actor: Actor,
) -> None:
    held: list[int] = []
    if incident.enterprise_id is not None:
        try:
            enterprise = enterprises.get_enterprise(incident.enterprise_id, actor)
        except DomainError:
            pass
        else:
            if enterprise.risk_level is not None:
                found["enterprise_risk_level"] = enterprise.risk_level
            held = [h.chemical_id for h in enterprise.chemicals if h.chemical_id is not None]
    hazards = _hazards(details, measured_chemical_id, held)
    if hazards:
        found["is_toxic"] = _any(hazards, TOXIC)
        found["is_flammable"] = _any(hazards, FLAMMABLE)
    if incident.longitude is not None and incident.latitude is not None:
        for name, radius in RADII.items():
            found[name] = sum(
                near.employees or 0
                for near in enterprises.list_near(
                    longitude=incident.longitude,
                    latitude=incident.latitude,
                    radius_m=radius,
                    actor=actor,
                )
            )


def _hazards(
    details: Mapping[str, Any], measured_chemical_id: int | None, held: list[int]
) -> list[str]:
    """Return the hazards of the substance named, else measured, else of all that is held there."""
    if details.get("substance") and not details.get("chemical_id"):
        named = chemicals.find_chemical(name=str(details["substance"]))
        if named is not None:
            return list(named.hazards)
    wanted = details.get("chemical_id") or measured_chemical_id
    ids = [int(wanted)] if wanted else held
    return [hazard for c in chemicals.list_chemicals(ids) for hazard in c.hazards] if ids else []


def _any(hazards: Iterable[str], beginnings: tuple[str, ...]) -> bool:
    return any(hazard.startswith(beginnings) for hazard in hazards)
