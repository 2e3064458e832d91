"""Live topic of the list of runs."""

from __future__ import annotations

from anlan.decision.consequence.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("consequence", permission=VIEW)
