"""Live topics of planning documents."""

from __future__ import annotations

from anlan.governance.planning.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("planning", permission=VIEW)
