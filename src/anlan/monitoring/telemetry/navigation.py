"""Menu entry of the books of the store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.telemetry.permissions import VIEW_COUNTS

register_navigation(
    NavigationItem(
        "monitoring", _("Readings received"), "telemetry:counts", "database", VIEW_COUNTS, order=40
    )
)
