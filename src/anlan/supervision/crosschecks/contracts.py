"""What a rule finds, and what other floors tell the cross-checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One of the facts that disagree."""

    label: str
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts that cannot all be true. ``fingerprint`` names them within the rule."""

    fingerprint: str
    title: str
    explanation: str
    region_code: str
    enterprise_id: int | None = None
    evidence: tuple[Evidence, ...] = field(default_factory=tuple)
    level: int | None = None  # None: the level of the rule


@dataclass(frozen=True, slots=True)
class AlarmFact:
    """An alarm as the cross-checks need it; ``finished_at``: ended, or the signal is normal."""

    id: int
    enterprise_id: int
    level: int
    title: str
    raised_at: datetime
    finished_at: datetime | None
    url: str
