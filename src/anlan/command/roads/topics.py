"""Live topics of roads."""

from __future__ import annotations

from anlan.command.roads.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("roads", permission=VIEW)
