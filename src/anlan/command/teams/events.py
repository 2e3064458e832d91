"""What happens to rescue teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class TeamReadinessChanged(Event):
    """A team became ready, limited, engaged or unavailable."""

    name: ClassVar[str] = "teams.team.readiness_changed"
    team_id: int
    readiness: str
    region: str
    organisation: int | None = None

    def topics(self) -> list[str]:
        """The team list and the map."""
        return ["teams", "map"]


@dataclass(frozen=True)
class TeamChanged(Event):
    """A team was registered or its record corrected."""

    name: ClassVar[str] = "teams.team.changed"
    team_id: int
    region: str
    organisation: int | None = None

    def topics(self) -> list[str]:
        """The team list and the map."""
        return ["teams", "map"]


@dataclass(frozen=True)
class StandByChanged(Event):
    """A stand-by was ordered, taken up or ended: the team is sent from another place now."""

    name: ClassVar[str] = "teams.stand_by.changed"
    words = _("stand-by changed")
    stand_by_id: int
    team_id: int
    state: str
    region: str
    organisation: int | None = None

    def topics(self) -> list[str]:
        """The team list and the map."""
        return ["teams", "map"]


@dataclass(frozen=True)
class ExpertAsked(Event):
    """An expert was asked about an incident."""

    name: ClassVar[str] = "teams.expert.asked"
    expert_id: int
    incident_id: int
    region: str

    def topics(self) -> list[str]:
        """The page of the incident."""
        return [f"incident:{self.incident_id}"]
