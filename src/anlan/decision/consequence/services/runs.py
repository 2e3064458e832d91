"""Making a run: check, compute, store; never changed afterwards."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point
from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from anlan.base.audit.public import audit
from anlan.base.regions.public import region_at
from anlan.command.incidents.public import add_timeline_entry, get_incident
from anlan.command.responses.public import official_language
from anlan.decision.consequence.choices import Release, Scenario, Verification
from anlan.decision.consequence.effects.case import Case, Outcome, Unanswerable, Weather
from anlan.decision.consequence.effects.clouds import GAS_CONSTANT, PRESSURE
from anlan.decision.consequence.effects.compute import compute
from anlan.decision.consequence.effects.geometry import (
    as_multi,
    draw_zones,
    metres_per_degree,
)
from anlan.decision.consequence.events import ConsequenceComputed
from anlan.decision.consequence.inputs import RunInputs, stability_of
from anlan.decision.consequence.models import ConsequenceRun, ConsequenceZone
from anlan.decision.consequence.permissions import RUN
from anlan.decision.consequence.science import science_version
from anlan.decision.consequence.words import REFUSALS
from anlan.kernel import clock
from anlan.kernel.actor import Actor
from anlan.kernel.errors import InvalidInput, NotPermitted
from anlan.kernel.events import emit
from anlan.kernel.policy import get_visible, scope_reaches
from anlan.supervision.chemicals.contracts import ChemicalInfo
from anlan.supervision.chemicals.public import get_chemical
from anlan.supervision.enterprises.public import get_enterprise
from anlan_science.registry import InvalidInput as ImpossibleInput

GASES = frozenset({"gas", "compressed_gas", "dissolved_gas"})
KELVIN = 273.15


@transaction.atomic
def create_run(
    *,
    inputs: RunInputs,
    actor: Actor,
    incident_id: int | None = None,
    enterprise_id: int | None = None,
    former_id: int | None = None,
) -> ConsequenceRun:
    """Compute the zones of a scenario at a place and keep the run.

    Raises ``InvalidInput`` with the field to mend, ``NotPermitted`` where the place lies outside
    the actor's area, ``NotVisible`` for an incident, enterprise or former run that is not theirs.
    """
    incident = get_incident(incident_id, actor) if incident_id is not None else None
    if incident is not None and enterprise_id is None:
        enterprise_id = incident.enterprise_id
    enterprise = get_enterprise(enterprise_id, actor) if enterprise_id is not None else None
    former = get_visible(ConsequenceRun, former_id, actor=actor) if former_id is not None else None
    inputs.check()
    region_code = _region(
        inputs,
        (incident.region_code if incident else "")
        or (enterprise.region_code if enterprise else ""),
    )
    organisation = enterprise.organisation_id if enterprise is not None else None
    if not scope_reaches(actor, RUN, region=region_code, organisation_id=organisation):
        raise NotPermitted(permission=RUN)
    chemical = get_chemical(inputs.chemical_id)
    started = time.perf_counter()
    stability, guessed = stability_of(inputs)
    outcome, zones = _compute(inputs, chemical, stability)
    if guessed:
        outcome.remark("stability_guessed")
    if inputs.weather_is_old:
        outcome.remark("old_weather")
    now = clock.now()
    facts = [{"key": f.key, "value": f.value, "unit": f.unit} for f in outcome.facts]
    stored = inputs.stored()
    run = ConsequenceRun(
        incident_id=incident_id,
        enterprise_id=enterprise_id,
        chemical_id=chemical.id,
        container=inputs.container[:100],
        former=former,
        region_id=region_code,
        location=Point(inputs.longitude, inputs.latitude, srid=4326),
        scenario=inputs.scenario,
        release=inputs.release,
        quantity_t=inputs.quantity_t,
        wind_speed_m_s=inputs.wind_speed_m_s,
        wind_from_deg=inputs.wind_from_deg,
        stability=stability,
        weather_source=inputs.weather_source[:200] or _("entered by hand"),
        weather_at=inputs.weather_at or now,
        inputs=stored,
        checksum=checksum(stored, chemical),
        facts=facts,
        model_list=[
            {"id": m.id, "status": m.status, "citation": m.citation, "quantity": m.quantity}
            for m in outcome.models.values()
        ],
        caveats=[asdict(c) for c in outcome.caveats],
        others=[
            {
                "id": other.model.id,
                "status": other.model.status,
                "citation": other.model.citation,
                "reach": {str(zone): reach for zone, reach in other.reach.items()},
            }
            for other in outcome.others
        ],
        remarks=outcome.remarks,
        domino={name: reach for name, reach in outcome.domino.items() if reach > 0.0},
        verification=verification_of(outcome),
        science_version=science_version(),
        made_at=now,
        made_by_id=actor.id,
        made_by=actor.display_name[:100],
        computed_ms=round((time.perf_counter() - started) * 1000.0, 1),
    )
    run.save()
    for zone in zones:
        zone.run = run
    ConsequenceZone.objects.bulk_create(zones)
    audit(
        actor,
        "consequence.run.created",
        run,
        after={
            "inputs": stored,
            "checksum": run.checksum,
            "models": [m["id"] for m in run.model_list],
            "zones": {str(z.kind): round(z.reach_m) for z in zones},
        },
    )
    if incident_id is not None:
        with official_language():
            add_timeline_entry(
                incident_id=incident_id,
                kind="note",
                text=_("Danger zones computed: %(what)s, lethal %(lethal)s m, injury %(injury)s m")
                % {"what": str(run), "lethal": _reach(zones, 1), "injury": _reach(zones, 2)},
                actor=actor,
                url=run.get_absolute_url(),
                key=f"consequence:{run.pk}",
            )
    emit(
        ConsequenceComputed(
            run.pk, incident_id, enterprise_id, former_id, region_code, organisation
        ),
        actor,
    )
    return run


def _reach(zones: list[ConsequenceZone], kind: int) -> str:
    found = [z.reach_m for z in zones if z.kind == kind]
    return f"{found[0]:.0f}" if found else "—"


def _region(inputs: RunInputs, fallback: str) -> str:
    found = region_at(inputs.longitude, inputs.latitude)
    if found is not None:
        return found.code
    if fallback:
        return fallback
    raise InvalidInput(fields={"longitude": _("This place lies outside the county.")})


def checksum(stored: dict[str, Any], chemical: ChemicalInfo) -> str:
    """Return what tells two equal runs: inputs, substance values and version of the models."""
    values = {
        "inputs": stored,
        "chemical": {
            "cas": chemical.cas,
            "liquid_density": chemical.liquid_density_kg_m3,
            "idlh": chemical.idlh_ppm,
        },
        "version": science_version(),
    }
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def verification_of(outcome: Outcome) -> Verification:
    """Return verified only when every model of the chain reproduces an independent case."""
    sound = outcome.models and all(m.status == "verified" for m in outcome.models.values())
    joined = "dense_then_passive" in outcome.remarks
    return Verification.VERIFIED if sound and not joined else Verification.UNVERIFIED


def case_of(inputs: RunInputs, chemical: ChemicalInfo) -> Case:
    """Return the inputs in SI units."""
    temperature = inputs.temperature_c + KELVIN
    mass = chemical.molar_mass_g_mol
    limit = chemical.oel_mac_mg_m3 or chemical.oel_stel_mg_m3
    to_ppm = GAS_CONSTANT * temperature / (PRESSURE * mass) * 1000.0 if mass else None
    return Case(
        scenario=inputs.scenario,
        release=inputs.release,
        cas=chemical.cas,
        quantity=inputs.quantity_t * 1000.0,
        is_gas=chemical.state in GASES or inputs.is_gas,
        liquid_density=chemical.liquid_density_kg_m3,
        pressure=inputs.pressure_kpa * 1000.0 if inputs.pressure_kpa else None,
        partial_pressure=inputs.partial_pressure_kpa * 1000.0
        if inputs.partial_pressure_kpa
        else None,
        hole=inputs.hole_mm / 1000.0,
        head=inputs.head_m,
        rate=inputs.rate_kg_s,
        duration=inputs.duration_min * 60.0,
        height=inputs.height_m,
        pool_area=inputs.pool_area_m2,
        idlh_ppm=chemical.idlh_ppm,
        is_solution=inputs.is_solution,
        is_cold=inputs.is_cold,
        explosion=inputs.explosion,
        congestion=inputs.congestion,
        congested_volume=inputs.congested_m3,
        air_changes=inputs.air_changes_h,
        pipe_length=inputs.pipe_m,
        is_upward=inputs.is_upward,
        notice_ppm=limit * to_ppm if limit and to_ppm else None,
    )


def _compute(
    inputs: RunInputs, chemical: ChemicalInfo, stability: str
) -> tuple[Outcome, list[ConsequenceZone]]:
    weather = Weather(
        inputs.wind_speed_m_s,
        inputs.wind_from_deg,
        inputs.temperature_c + KELVIN,
        inputs.humidity_percent / 100.0,
        stability,  # type: ignore[arg-type]
        inputs.terrain,
    )
    if inputs.scenario not in Scenario.values or inputs.release not in Release.values:
        raise InvalidInput(fields={"scenario": _("Choose a scenario.")})
    if chemical.state == "solid":
        raise InvalidInput(fields={"chemical": _("The models know gases and liquids, not solids.")})
    try:
        outcome = compute(case_of(inputs, chemical), weather)
    except Unanswerable as refused:
        raise InvalidInput(fields={refused.field: REFUSALS[refused.code]}) from None
    except ImpossibleInput as impossible:
        raise InvalidInput(
            fields={"scenario": _("The models refuse these numbers: %(why)s") % {"why": impossible}}
        ) from None
    return outcome, _zones(outcome, inputs, stability)


def _zones(outcome: Outcome, inputs: RunInputs, stability: str) -> list[ConsequenceZone]:
    east, north = metres_per_degree(inputs.latitude)
    drawn = draw_zones(
        outcome,
        longitude=inputs.longitude,
        latitude=inputs.latitude,
        wind_from=inputs.wind_from_deg,
        stability=stability,
    )
    return [
        ConsequenceZone(
            kind=zone.zone,
            level=zone.zone or None,
            value=zone.value if zone.zone else None,
            unit=zone.unit,
            label=zone.label[:100],
            source=zone.source[:200],
            is_level_verified=zone.is_level_verified,
            reach_m=zone.reach,
            reach_least_m=zone.reach_low,
            reach_most_m=zone.reach_high,
            area_km2=_area(shape, east, north),
            shape=_stored(shape),
        )
        for zone, shape in drawn
    ]


def _area(shape: BaseGeometry | None, east: float, north: float) -> float:
    return 0.0 if shape is None else float(shape.area) * east * north / 1e6


def _stored(shape: BaseGeometry | None) -> MultiPolygon | None:
    if shape is None:
        return None
    found = GEOSGeometry(memoryview(as_multi(shape).wkb), srid=4326)
    assert isinstance(found, MultiPolygon)
    return found


def rerun(
    *,
    run_id: int,
    wind_speed_m_s: float,
    wind_from_deg: float | None,
    actor: Actor,
    weather_source: str = "",
    weather_at: datetime | None = None,
    **changes: Any,
) -> ConsequenceRun:
    """Repeat a run with another wind; the new run points to the former one."""
    former = get_visible(ConsequenceRun, run_id, actor=actor)
    inputs = RunInputs.restored(former.inputs).with_changes(
        wind_speed_m_s=wind_speed_m_s,
        wind_from_deg=wind_from_deg,
        weather_source=weather_source,
        weather_at=weather_at or clock.now(),
        **changes,
    )
    return create_run(
        inputs=inputs,
        actor=actor,
        incident_id=former.incident_id,
        enterprise_id=former.enterprise_id,
        former_id=former.pk,
    )
