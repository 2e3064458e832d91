"""Live topics of assessment."""

from __future__ import annotations

from anlan.governance.assessment.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("assessment", permission=VIEW)
