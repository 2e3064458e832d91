"""What happens to leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from anlan.kernel.events import Event


@dataclass(frozen=True)
class LeadOpened(Event):
    """Facts disagree: a lead was opened."""

    name: ClassVar[str] = "crosschecks.lead.opened"
    lead_id: int
    rule: str
    level: int
    enterprise_id: int | None
    region: str

    def topics(self) -> list[str]:
        """The list of leads."""
        return ["leads"]


@dataclass(frozen=True)
class LeadAnswered(Event):
    """Somebody took a lead on, confirmed it or explained it."""

    name: ClassVar[str] = "crosschecks.lead.answered"
    lead_id: int
    state: str
    enterprise_id: int | None
    region: str

    def topics(self) -> list[str]:
        """The list of leads."""
        return ["leads"]
