"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.roads.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Roads and closures"),
        url_name="roads:closures",
        icon="road",
        permission=VIEW,
        order=85,
    )
)
