"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.shelters.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Shelters"),
        url_name="shelters:list",
        icon="tent",
        permission=VIEW,
        order=80,
    )
)
