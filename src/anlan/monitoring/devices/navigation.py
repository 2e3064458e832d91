"""Menu entries of the devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.devices.permissions import ONBOARD, VIEW, VIEW_TEMPLATE

register_navigation(
    NavigationItem(
        "monitoring", _("Devices"), "devices:list", "radar-2", VIEW, order=20, shortcut="v"
    ),
    NavigationItem(
        "monitoring", _("Connect a device"), "devices:onboard", "plug", ONBOARD, order=21
    ),
    NavigationItem("monitoring", _("On-line rates"), "devices:rates", "percentage", VIEW, order=22),
    NavigationItem(
        "monitoring",
        _("Device templates"),
        "devices:templates",
        "template",
        VIEW_TEMPLATE,
        order=23,
    ),
)
