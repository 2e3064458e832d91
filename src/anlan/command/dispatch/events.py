"""What happens to teams on their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class _DispatchEvent(Event):
    """Base: watchers of the incident, the map and all dispatches hear it."""

    incident_id: int
    dispatch_id: int
    team_id: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The incident, the map, the dispatches, this dispatch."""
        return [
            f"incident:{self.incident_id}",
            "map",
            "dispatch",
            f"dispatch:{self.dispatch_id}",
        ]


@dataclass(frozen=True)
class TeamAssigned(_DispatchEvent):
    """A team was ordered to an incident."""

    name: ClassVar[str] = "dispatch.dispatch.assigned"


@dataclass(frozen=True)
class DispatchMoved(_DispatchEvent):
    """A team accepted, departed, arrived, began work or was stood down."""

    name: ClassVar[str] = "dispatch.dispatch.moved"
    words = _("team on its way: next step")
    state: str


@dataclass(frozen=True)
class DispatchDeclined(_DispatchEvent):
    """A team declined; the next one is proposed."""

    name: ClassVar[str] = "dispatch.dispatch.declined"
    next_team_id: int | None


@dataclass(frozen=True)
class PositionReported(_DispatchEvent):
    """A team told where it is."""

    name: ClassVar[str] = "dispatch.dispatch.position_reported"
    words = _("position of a team reported")
    longitude: float
    latitude: float


@dataclass(frozen=True)
class SceneReported(_DispatchEvent):
    """A team reported from the scene."""

    name: ClassVar[str] = "dispatch.dispatch.scene_reported"
    words = _("report from the scene")
    report_id: int
    photos: int
