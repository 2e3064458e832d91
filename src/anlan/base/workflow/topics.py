"""Live topics of approvals."""

from __future__ import annotations

from anlan.base.workflow.permissions import VIEW
from anlan.kernel.live import register_topic

register_topic("approvals", permission=VIEW)
