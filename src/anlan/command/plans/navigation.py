"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.plans.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Emergency plans"),
        url_name="plans:list",
        icon="book",
        permission=VIEW,
        order=60,
        shortcut="p",
    )
)
