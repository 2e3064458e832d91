"""The roads of the map for those who judge what drives on them."""

from __future__ import annotations

from collections.abc import Iterator

from anlan.decision.onemap.models import Road
from anlan.monitoring.vehicles.public import register_roads


@register_roads
def list_roads() -> Iterator[tuple[str, bytes]]:
    """Yield class and line (WKB, WGS-84) of every road."""
    for road_class, line in Road.objects.values_list("road_class", "line").iterator():
        yield road_class, bytes(line.wkb)
