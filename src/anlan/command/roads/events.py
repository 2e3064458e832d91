"""What happens to roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class RoadClosed(Event):
    """A road was closed or slowed down."""

    name: ClassVar[str] = "roads.closure.created"
    words = _("road closed")
    closure_id: int
    effect: str
    region: str

    def topics(self) -> list[str]:
        """The closures and the map."""
        return ["roads", "map"]


@dataclass(frozen=True)
class RoadOpened(Event):
    """A closure was lifted."""

    name: ClassVar[str] = "roads.closure.lifted"
    words = _("road open again")
    closure_id: int
    region: str

    def topics(self) -> list[str]:
        """The closures and the map."""
        return ["roads", "map"]


@dataclass(frozen=True)
class NetworkTaken(Event):
    """Another version of the network is in use."""

    name: ClassVar[str] = "roads.network.taken"
    words = _("road network in use changed")
    network_id: int

    def topics(self) -> list[str]:
        """Pages of roads."""
        return ["roads"]
