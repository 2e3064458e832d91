"""The door of natural hazards."""

from __future__ import annotations

from anlan.monitoring.natural_hazards.choices import Hazard
from anlan.monitoring.natural_hazards.contracts import AreaInfo
from anlan.monitoring.natural_hazards.selectors.present import list_present_dangers

__all__ = ["AreaInfo", "Hazard", "list_present_dangers"]
