"""Live topics of the rescue forces."""

from __future__ import annotations

from anlan.command.teams.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("teams", permission=VIEW)
