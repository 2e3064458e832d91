"""Live topics of campaigns."""

from __future__ import annotations

from anlan.governance.campaigns.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("campaigns", permission=VIEW)
