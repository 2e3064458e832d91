"""What other apps see of supervision documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OrderInfo:
    """A document by value. ``kind`` is reminder, order, interview, criticism, yellow_card, veto
    or transfer."""

    id: int
    kind: str
    kind_name: str
    number: str
    title: str
    organisation_id: int
    organisation_name: str
    state: str
    state_label: str
    issued_on: date | None
    due: date
    closed_on: date | None
    is_overdue: bool
    subject_type: str
    subject_id: str
    url: str
