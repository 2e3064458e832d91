"""What other apps may ask planning: reading a document in, what a person confirmed in it."""

from __future__ import annotations

from anlan.governance.planning.contracts import IndicatorInfo, TaskInfo
from anlan.governance.planning.selectors import (
    confirmed_indicators,
    confirmed_tasks,
    plan_last_days,
)
from anlan.governance.planning.services.confirming import confirm_everything
from anlan.governance.planning.services.documents import load_document

__all__ = [
    "IndicatorInfo",
    "TaskInfo",
    "confirm_everything",
    "confirmed_indicators",
    "confirmed_tasks",
    "load_document",
    "plan_last_days",
]
