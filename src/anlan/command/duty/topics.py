"""Live topics of duty."""

from __future__ import annotations

from anlan.command.duty.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("duty", permission=VIEW)
