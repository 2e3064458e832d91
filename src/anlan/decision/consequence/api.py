"""Consequence runs for other systems; the same services as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from anlan.decision.consequence.contracts import RunInfo
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.models import ConsequenceRun
from anlan.decision.consequence.public import create_run, get_run, list_runs
from anlan.decision.consequence.selectors.runs import info
from anlan.decision.consequence.views.drawing import feature_collection
from anlan.kernel.actor import Actor
from anlan.kernel.policy import get_visible

router = Router()


class ZoneOut(Schema):
    """A zone; kind 1 lethal, 2 injury, 3 notice, 0 reach of the wavering wind."""

    kind: int
    level: int | None
    label: str
    value: float | None
    unit: str
    reach_m: float
    reach_least_m: float
    reach_most_m: float
    area_km2: float


class ConsequenceRunOut(Schema):
    """A run with its zones."""

    id: int
    scenario: str
    chemical_id: int
    incident_id: int | None
    enterprise_id: int | None
    former_id: int | None
    longitude: float
    latitude: float
    wind_speed_m_s: float
    wind_from_deg: float | None
    stability: str
    verification: str
    model_ids: list[str]
    zones: list[ZoneOut]
    made_at: datetime


class RunIn(Schema):
    """Inputs of a run in the units of the form."""

    scenario: str = Field(max_length=20)
    release: str = Field(max_length=20)
    chemical_id: int
    quantity_t: float
    longitude: float
    latitude: float
    wind_speed_m_s: float
    wind_from_deg: float | None = None
    temperature_c: float = 20.0
    humidity_percent: float = 60.0
    stability: str = Field("auto", max_length=4)
    terrain: str = Field("rural", max_length=10)
    weather_source: str = Field("", max_length=200)
    weather_at: datetime | None = None
    container: str = Field("", max_length=100)
    hole_mm: float = 25.0
    head_m: float = 2.0
    rate_kg_s: float | None = None
    duration_min: float = 30.0
    height_m: float = 0.0
    pool_area_m2: float | None = None
    pressure_kpa: float | None = None
    partial_pressure_kpa: float | None = None
    is_gas: bool = False
    is_solution: bool = False
    is_cold: bool = False
    explosion: str = Field("tnt", max_length=20)
    congestion: str = Field("medium", max_length=10)
    congested_m3: float | None = None
    air_changes_h: float = 1.0
    pipe_m: float = 0.0
    is_upward: bool = False
    incident_id: int | None = None
    enterprise_id: int | None = None
    former_id: int | None = None


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@router.get("/runs", response=list[ConsequenceRunOut], summary="Runs of one's area, newest first")
def runs(
    request: HttpRequest, incident_id: int | None = None, enterprise_id: int | None = None
) -> list[RunInfo]:
    """Return at most fifty visible runs, of an incident or enterprise when asked."""
    return list_runs(_actor(request), incident_id=incident_id, enterprise_id=enterprise_id)


@router.post("/runs", response=ConsequenceRunOut, summary="Compute danger zones")
def compute(request: HttpRequest, data: RunIn) -> RunInfo:
    """Compute and keep a run; 422 names the input to mend."""
    values = data.dict()
    links = {name: values.pop(name) for name in ("incident_id", "enterprise_id", "former_id")}
    for name in ("container", "weather_source"):
        values[name] = values[name].replace("\x00", "")
    return info(create_run(inputs=RunInputs(**values), actor=_actor(request), **links))


@router.get("/runs/{int:run_id}", response=ConsequenceRunOut, summary="One run")
def run(request: HttpRequest, run_id: int) -> RunInfo:
    """Return one visible run."""
    return get_run(run_id, _actor(request))


@router.get("/runs/{int:run_id}/zones", response=dict[str, Any], summary="Zones as GeoJSON")
def zones(request: HttpRequest, run_id: int) -> dict[str, Any]:
    """Return the zones of a visible run, stamped with wind, time and status."""
    return feature_collection(get_visible(ConsequenceRun, run_id, actor=_actor(request)))
