"""Live topic of the map: messages carry region or organisation and are filtered by them."""

from __future__ import annotations

from anlan.decision.onemap.permissions import VIEW_MAP
from anlan.kernel.live import register_topic

register_topic("map", permission=VIEW_MAP)
