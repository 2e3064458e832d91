"""Live topics of the cross-checks."""

from __future__ import annotations

from anlan.kernel.live import register_topic
from anlan.supervision.crosschecks.permissions import VIEW

register_topic("leads", permission=VIEW)
