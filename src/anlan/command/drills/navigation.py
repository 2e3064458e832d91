"""Drills in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.drills.permissions import VIEW, VIEW_DUTY, VIEW_SCENARIO
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("command", _("Drills"), "drills:list", "flag", VIEW, order=60),
    NavigationItem(
        "command", _("Drill scenarios"), "drills:scenarios", "book", VIEW_SCENARIO, order=61
    ),
    NavigationItem("command", _("Drill cadence"), "drills:duties", "calendar", VIEW_DUTY, order=62),
)
