"""Live topics of supplies."""

from __future__ import annotations

from anlan.command.supplies.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("supplies", permission=VIEW)
