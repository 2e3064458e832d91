"""What other apps see of a deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DeadlineInfo:
    """One clock as a value. ``state`` is running, paused, met or cancelled."""

    id: int
    rule_code: str
    title: str
    legal_basis: str
    is_verified: bool
    started_at: datetime
    due_at: datetime
    state: str
    met_at: datetime | None
    is_overdue: bool
    subject_type: str
    subject_id: str
    subject_label: str
    subject_url: str
