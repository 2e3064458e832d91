"""Live topics of the plan library."""

from __future__ import annotations

from anlan.command.plans.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("plans", permission=VIEW)
