"""Live topics of the lists of runs and of the risk of sites."""

from __future__ import annotations

from anlan.decision.consequence.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("consequence", permission=VIEW)
register_topic("site-risk", permission=VIEW)
