"""The door of natural hazards."""

from __future__ import annotations

from anlan.monitoring.natural_hazards.by_township import tally_inspected, tally_watched
from anlan.monitoring.natural_hazards.choices import Hazard
from anlan.monitoring.natural_hazards.contracts import AreaInfo, WarningInfo
from anlan.monitoring.natural_hazards.selectors.present import (
    list_present_dangers,
    list_warnings_in_force,
    warning_level_at,
)

__all__ = [
    "AreaInfo",
    "Hazard",
    "WarningInfo",
    "list_present_dangers",
    "list_warnings_in_force",
    "warning_level_at",
    "tally_inspected",
    "tally_watched",
]
