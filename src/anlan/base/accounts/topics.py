"""Live topics of accounts."""

from __future__ import annotations

from anlan.base.accounts.permissions import VIEW_OVERRIDE
from anlan.kernel.live import register_topic

register_topic("overrides", permission=VIEW_OVERRIDE)
