"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.dispatch.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Dispatch"),
        url_name="dispatch:list",
        icon="route",
        permission=VIEW,
        order=30,
        shortcut="x",
    ),
    NavigationItem(
        group="command",
        label=_("Forces of all responses"),
        url_name="dispatch:forces",
        icon="arrows-exchange",
        permission=VIEW,
        order=32,
    ),
)
