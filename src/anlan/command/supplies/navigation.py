"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.supplies.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Emergency supplies"),
        url_name="supplies:list",
        icon="building-warehouse",
        permission=VIEW,
        order=70,
    )
)
