"""Menu entries of the alarm engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.alarms.permissions import (
    CHANGE_RULE,
    VIEW,
    VIEW_RISK,
    VIEW_RULE,
    VIEW_SPOT_CHECK,
)

register_navigation(
    NavigationItem(
        "monitoring", _("Alarms"), "alarms:list", "bell-ringing", VIEW, order=10, shortcut="a"
    ),
    NavigationItem("monitoring", _("Alarm groups"), "alarms:groups", "stack-2", VIEW, order=12),
    NavigationItem(
        "monitoring",
        _("Dynamic risk of enterprises"),
        "alarms:risk_indices",
        "chart-line",
        VIEW_RISK,
        order=14,
    ),
    NavigationItem(
        "monitoring", _("Suppression windows"), "alarms:suppressions", "volume-off", VIEW, order=32
    ),
    NavigationItem(
        "monitoring", _("Rule reviews"), "alarms:reviews", "list-check", CHANGE_RULE, order=34
    ),
    NavigationItem(
        "monitoring",
        _("Spot checks of the watch"),
        "alarms:spot_checks",
        "phone-incoming",
        VIEW_SPOT_CHECK,
        order=36,
    ),
    NavigationItem(
        "monitoring", _("Alarm rules"), "alarms:rules", "adjustments-horizontal", VIEW_RULE, 30
    ),
    NavigationItem(
        "monitoring", _("Rule schedules"), "alarms:schedules", "calendar-event", VIEW_RULE, 31
    ),
    NavigationItem("monitoring", _("Alarm settings"), "alarms:settings", "settings", VIEW_RULE, 38),
)
