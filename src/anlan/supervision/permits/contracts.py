"""What other apps learn of permits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PermitInfo:
    """A permit by value; times are aware."""

    id: int
    number: str
    enterprise_id: int
    kind: str
    kind_name: str
    grade: str
    grade_name: str
    is_fire: bool
    state: str
    place: str
    planned_from: datetime
    planned_to: datetime
    started_at: datetime | None
    finished_at: datetime | None
    url: str
