"""What happens to regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from anlan.kernel.events import Event


@dataclass(frozen=True)
class RegionsLoaded(Event):
    """Regions were loaded or redrawn; map tiles and caches must follow."""

    name: ClassVar[str] = "regions.regions.loaded"
    count: int

    def topics(self) -> list[str]:
        """Maps refresh."""
        return ["regions"]


@dataclass(frozen=True)
class RegionChanged(Event):
    """A region was renamed or redrawn."""

    name: ClassVar[str] = "regions.region.changed"
    code: str

    def topics(self) -> list[str]:
        """Maps refresh."""
        return ["regions"]
