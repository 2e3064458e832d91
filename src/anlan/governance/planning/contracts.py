"""What planning tells other apps: confirmed tasks and indicators with their place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A confirmed task; ``key`` stays the same through new versions of its document."""

    id: int
    key: str
    text: str
    title: str
    lead_units: tuple[str, ...]
    support_units: tuple[str, ...]
    deadline: date | None
    quantity: str
    cadence: str
    document_id: int
    document_name: str
    plan_name: str
    line: int
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """A confirmed indicator; ``binding`` is None where the plan does not say."""

    id: int
    key: str
    name: str
    unit: str
    baseline: str
    target: str
    binding: bool | None
    deadline: date | None
    document_id: int
    document_name: str
    plan_name: str
    line: int
    quote: str
    url: str
