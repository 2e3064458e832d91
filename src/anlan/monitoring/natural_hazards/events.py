"""What happens in natural hazards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class ProductMade(Event):
    """An hourly product was published."""

    name = "natural_hazards.product.made"
    words = _("natural hazard product published")
    product_id: int
    hazard: str
    level: int | None
    valid_at: datetime
    region: str

    def topics(self) -> list[str]:
        """The desk, the products, the map."""
        return ["natural_hazards", "map"]


@dataclass(frozen=True)
class DangerMapMade(Event):
    """The danger map of an hour can be shown."""

    name = "natural_hazards.danger_map.made"
    words = _("hourly danger map drawn")
    map_id: int
    kind: str
    level: int | None
    valid_at: datetime
    region: str

    def topics(self) -> list[str]:
        """The page and the map."""
        return ["natural_hazards", "map"]


@dataclass(frozen=True)
class GeoObserved(Event):
    """Somebody reported what is seen at a hazard point."""

    name = "natural_hazards.geo.observed"
    words = _("hazard point observed")
    observation_id: int
    geo_point_id: int
    finding: str
    region: str

    def topics(self) -> list[str]:
        """The points and the map."""
        return ["natural_hazards", "map"]


@dataclass(frozen=True)
class WarningReceived(Event):
    """A warning of the weather service came in, was replaced or lifted."""

    name = "natural_hazards.warning.received"
    words = _("warning received")
    warning_id: int
    level: int | None
    state: str
    region: str

    def topics(self) -> list[str]:
        """The desk and the map."""
        return ["natural_hazards", "map"]


@dataclass(frozen=True)
class EventRecorded(Event):
    """A flood, slide or fire was recorded."""

    name = "natural_hazards.event.recorded"
    words = _("natural hazard event recorded")
    event_id: int
    hazard: str
    region: str

    def topics(self) -> list[str]:
        """The lists."""
        return ["natural_hazards"]


@dataclass(frozen=True)
class FeedChanged(Event):
    """A warning feed is no longer reached, or is reached again."""

    name = "natural_hazards.feed.changed"
    words = _("warning feed lost or reached again")
    feed_id: int
    is_reached: bool

    def topics(self) -> list[str]:
        """The desk and the page of the feed."""
        return ["natural_hazards"]
