"""What other apps are told of hazards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class HazardInfo:
    """One hazard as a value. ``level`` is ``general`` or ``major``; times carry their zone."""

    id: int
    number: str
    title: str
    description: str
    source: str
    level: str
    state: str
    state_label: str
    region_code: str
    place: str
    longitude: float | None
    latitude: float | None
    enterprise_id: int | None
    unit_id: int | None
    category: str | None
    criterion_codes: tuple[str, ...]
    found_at: datetime
    reported_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    is_open: bool
    is_overdue: bool
    recurrence_count: int
    url: str

    @property
    def is_major(self) -> bool:
        """Whether it is a major hazard."""
        return self.level == "major"


@dataclass(frozen=True, slots=True)
class OpenCount:
    """How many hazards stand open, and what of them is grave or late."""

    total: int
    major: int
    overdue: int


@dataclass(frozen=True, slots=True)
class LateHazard:
    """A hazard that still stands open after its day."""

    number: str
    title: str
    due_on: date | None
    url: str


@dataclass(frozen=True, slots=True)
class DueCount:
    """Hazards whose day to be rectified lay in a period, and what became of them."""

    due: int
    on_time: int
    late: int
    late_open: int
    examples: tuple[LateHazard, ...] = ()
