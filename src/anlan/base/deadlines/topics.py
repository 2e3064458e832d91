"""Live topics of clocks."""

from __future__ import annotations

from anlan.base.deadlines.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("deadlines", permission=VIEW)
