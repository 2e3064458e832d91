"""Live topics of shelters."""

from __future__ import annotations

from anlan.command.shelters.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("shelters", permission=VIEW)
