"""What other apps see of duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DutyInfo:
    """Somebody on duty now."""

    person_id: int
    role: str
    role_label: str
    name: str
    title: str
    organisation_id: int
    organisation_name: str
    region_code: str
    shift: str
    starts_at: datetime
    ends_at: datetime
