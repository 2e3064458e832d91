"""Incidents in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.incidents.permissions import OPEN, VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "command", _("Incidents"), "incidents:list", "urgent", VIEW, order=10, shortcut="i"
    ),
    NavigationItem(
        "command", _("Take in an incident"), "incidents:open", "phone-incoming", OPEN, 11
    ),
)
