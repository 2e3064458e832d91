"""Menu entries of vehicles."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.monitoring.vehicles.permissions import VIEW

register_navigation(
    NavigationItem(
        "monitoring",
        pgettext_lazy("register", "Vehicles"),
        "vehicles:list",
        "truck",
        VIEW,
        order=40,
    ),
    NavigationItem("monitoring", _("Live map of vehicles"), "vehicles:map", "map", VIEW, order=41),
)
