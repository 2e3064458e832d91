"""What happens to shelters and in evacuations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class ShelterChanged(Event):
    """A shelter opened, closed, was registered, or people came in or went out."""

    name: ClassVar[str] = "shelters.shelter.changed"
    words = _("shelter changed")
    shelter_id: int
    state: str
    occupied: int
    capacity: int
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """The shelters and the map."""
        return ["shelters", "map"]


@dataclass(frozen=True)
class EvacuationChanged(Event):
    """An evacuation was ordered, a household was checked off, everybody is accounted for …"""

    name: ClassVar[str] = "shelters.evacuation.changed"
    words = _("evacuation changed")
    evacuation_id: int
    incident_id: int
    state: str
    region: str

    def topics(self) -> list[str]:
        """The evacuation, its incident with the boards, and the list."""
        return [f"evacuation:{self.evacuation_id}", f"incident:{self.incident_id}", "evacuations"]
