"""The door to consequence runs."""

from __future__ import annotations

from anlan.decision.consequence.contracts import RunInfo, ZoneInfo
from anlan.decision.consequence.effects.case import Case, Weather
from anlan.decision.consequence.effects.compute import compute
from anlan.decision.consequence.effects.geometry import as_geojson
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.selectors.runs import get_run, list_runs
from anlan.decision.consequence.services.runs import create_run, rerun

__all__ = [
    "Case",
    "RunInfo",
    "RunInputs",
    "Weather",
    "ZoneInfo",
    "as_geojson",
    "compute",
    "create_run",
    "get_run",
    "list_runs",
    "rerun",
]
