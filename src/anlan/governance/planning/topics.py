"""Live topics of planning documents: all of them, one that is worked on."""

from __future__ import annotations

from anlan.governance.planning.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("planning", permission=VIEW)
