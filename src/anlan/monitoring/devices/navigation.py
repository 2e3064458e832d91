"""Menu entry of the devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.devices.permissions import VIEW

register_navigation(
    NavigationItem(
        "monitoring", _("Devices"), "devices:list", "radar-2", VIEW, order=20, shortcut="v"
    )
)
