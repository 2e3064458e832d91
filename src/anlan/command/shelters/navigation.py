"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.shelters.permissions import VIEW, VIEW_EVACUATION
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Shelters"),
        url_name="shelters:list",
        icon="tent",
        permission=VIEW,
        order=80,
    ),
    NavigationItem(
        group="command",
        label=_("Evacuation"),
        url_name="shelters:evacuations",
        icon="users",
        permission=VIEW_EVACUATION,
        order=82,
    ),
)
