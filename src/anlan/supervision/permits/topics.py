"""Live topics of special operations."""

from __future__ import annotations

from anlan.kernel.live import register_topic
from anlan.supervision.permits.permissions import VIEW

register_topic("permits", permission=VIEW)
