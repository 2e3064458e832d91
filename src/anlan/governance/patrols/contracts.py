"""What other apps see of patrols."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PatrolInfo:
    """The patrol of one unit by value."""

    id: int
    round_title: str
    unit_name: str
    organisation_id: int
    planned_on: date | None
    visited_on: date | None
    state: str
    state_label: str
    url: str


@dataclass(frozen=True, slots=True)
class PatrolFindingInfo:
    """A finding by value. ``severity`` is 1 grave, 2 serious, 4 ordinary."""

    id: int
    title: str
    unit_name: str
    organisation_id: int
    severity: int
    due_on: date
    closed_on: date | None
    state: str
    state_label: str
    is_overdue: bool
    url: str
