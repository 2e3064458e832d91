"""Menu entries of the alarm engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.alarms.permissions import VIEW, VIEW_RULE

register_navigation(
    NavigationItem(
        "monitoring", _("Alarms"), "alarms:list", "bell-ringing", VIEW, order=10, shortcut="a"
    ),
    NavigationItem(
        "monitoring", _("Alarm rules"), "alarms:rules", "adjustments-horizontal", VIEW_RULE, 30
    ),
)
