"""The door to consequence runs."""

from __future__ import annotations

from anlan.decision.consequence.contracts import RunInfo, ZoneInfo
from anlan.decision.consequence.inputs import RunInputs
from anlan.decision.consequence.selectors.runs import get_run, list_runs
from anlan.decision.consequence.services.runs import create_run, rerun

__all__ = ["RunInfo", "RunInputs", "ZoneInfo", "create_run", "get_run", "list_runs", "rerun"]
