"""Live topics of responsibility."""

from __future__ import annotations

from anlan.governance.responsibility.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("responsibility", permission=VIEW)
