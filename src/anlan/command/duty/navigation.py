"""Duty in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.duty.permissions import VIEW, VIEW_LOG
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("Desk"), "duty:home", "home", order=10, shortcut="h"),
    NavigationItem("desk", _("Duty log"), "duty:log", "notebook", VIEW_LOG, order=30, shortcut="l"),
    NavigationItem("desk", _("Roster"), "duty:roster", "calendar-event", VIEW, order=40),
    NavigationItem("desk", _("Duty checks"), "duty:checks", "user-check", VIEW, order=45),
)
