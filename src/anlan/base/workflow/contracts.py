"""What other apps get to know of approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StepSpec:
    """A step of a definition."""

    name: str
    permission: str
    signatures: int = 1


@dataclass(frozen=True, slots=True)
class DecisionInfo:
    """What one person decided."""

    actor_name: str
    verdict: str
    comment: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class StepInfo:
    """One step of an approval."""

    name: str
    permission: str
    state: str
    signatures: int
    decisions: Sequence[DecisionInfo] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class ApprovalInfo:
    """An approval by value, with its steps in order."""

    id: int
    definition: str
    title: str
    state: str
    started_by: str
    started_at: datetime
    ended_at: datetime | None
    steps: Sequence[StepInfo]
    url: str

    @property
    def is_running(self) -> bool:
        """Whether a decision is awaited."""
        return self.state == "running"

    @property
    def active_step(self) -> StepInfo | None:
        """The step that waits for a decision."""
        return next((step for step in self.steps if step.state == "active"), None)
