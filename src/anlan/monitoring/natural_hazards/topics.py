"""Live topics of natural hazards."""

from __future__ import annotations

from anlan.kernel.live import register_topic
from anlan.monitoring.natural_hazards.permissions import VIEW

register_topic("natural_hazards", permission=VIEW)
