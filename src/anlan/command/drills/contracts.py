"""Plain values other apps get about drills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CadenceRate:
    """How many of those who must hold drills are in time."""

    duties: int
    in_time: int
    late: int
    never: int
    legal_basis: tuple[str, ...]

    @property
    def rate(self) -> float | None:
        """Share in time; None where nobody must."""
        return self.in_time / self.duties if self.duties else None


@dataclass(frozen=True, slots=True)
class DrillInfo:
    """A drill by value."""

    id: int
    number: str
    name: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    score: float | None
    grade_word: str
    plan_id: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """A record of the engine that may be an expected action: what, when, by whom."""

    measure: str
    title: str
    unit: str
    at: datetime
    url: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """A task of the plan beside what happened to it."""

    group: str
    title: str
    owner: str
    planned_minutes: float
    accepted_minutes: float | None
    done_minutes: float | None
    had_minutes: float
    state_label: str
    is_extra: bool
    is_cancelled: bool
    has_owner: bool
    url: str

    @property
    def is_late(self) -> bool:
        """Whether it was done after its time."""
        return self.done_minutes is not None and self.done_minutes > self.planned_minutes

    @property
    def verdict(self) -> str:
        """How it went: done, late, missed, cancelled, or the drill ended before it was due."""
        if self.is_cancelled:
            return "cancelled"
        if self.done_minutes is None:
            return "missed" if self.had_minutes >= self.planned_minutes else "not_due"
        return "late" if self.is_late else "done"
