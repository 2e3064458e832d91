"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.teams.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Rescue teams"),
        url_name="teams:list",
        icon="users-group",
        permission=VIEW,
        order=40,
        shortcut="t",
    )
)
