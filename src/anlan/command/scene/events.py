"""What happens at a scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class _SceneEvent(Event):
    """Base: watchers of the scene, of the incident and of the map hear it."""

    incident_id: int
    region: str

    def topics(self) -> list[str]:
        """The scene itself, its incident, the map."""
        return [f"scene:{self.incident_id}", f"incident:{self.incident_id}", "map"]


@dataclass(frozen=True)
class SceneTold(_SceneEvent):
    """Something was written, photographed, spoken or tapped on the scene."""

    name: ClassVar[str] = "scene.entry.arrived"
    words = _("entry from the scene")
    entry_id: int
    kind: str
    photos: int


@dataclass(frozen=True)
class SketchChanged(_SceneEvent):
    """An element was drawn, changed or removed."""

    name: ClassVar[str] = "scene.sketch.changed"
    words = _("sketch of a scene changed")
    element_id: int
    kind: str


@dataclass(frozen=True)
class SketchKept(_SceneEvent):
    """The sketch of an operational period was kept."""

    name: ClassVar[str] = "scene.sketch.kept"
    period_id: int


@dataclass(frozen=True)
class WithdrawalChanged(_SceneEvent):
    """A withdrawal was ordered, confirmed by a team, or lifted."""

    name: ClassVar[str] = "scene.withdrawal.changed"
    words = _("withdrawal: ordered, confirmed or lifted")
    evacuation_id: int
    unconfirmed: int
    is_open: bool


@dataclass(frozen=True)
class SceneVisible(_SceneEvent):
    """The command post sees the scene for the first time."""

    name: ClassVar[str] = "scene.scene.visible"
    words = _("scene visible for the first time")
    kind: str
    after_s: float


@dataclass(frozen=True)
class SceneNotVisible(_SceneEvent):
    """The time ran out before anything was seen of the scene."""

    name: ClassVar[str] = "scene.scene.not_visible"
    words = _("scene not visible in time")


@dataclass(frozen=True)
class MeetingChanged(_SceneEvent):
    """The address of the video meeting was set, people were called, or somebody joined."""

    name: ClassVar[str] = "scene.meeting.changed"
    words = _("video meeting: opened or joined")


@dataclass(frozen=True)
class MeansChecked(Event):
    """A means of communication was tried."""

    name: ClassVar[str] = "scene.means.checked"
    means_id: int
    state: str
    region: str

    def topics(self) -> list[str]:
        """The register."""
        return ["scene_means"]
