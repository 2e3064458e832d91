"""Live topics of indicators."""

from __future__ import annotations

from anlan.governance.indicators.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("indicators", permission=VIEW)
