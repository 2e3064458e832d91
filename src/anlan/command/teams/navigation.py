"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.teams.permissions import VIEW, VIEW_EXPERT, VIEW_NEIGHBOUR
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
    ),
    NavigationItem(
        group="command",
        label=_("Stand-by orders"),
        url_name="teams:stand_bys",
        icon="clock",
        permission=VIEW,
        order=41,
    ),
    NavigationItem(
        group="command",
        label=_("Joint trainings"),
        url_name="teams:trainings",
        icon="users",
        permission=VIEW,
        order=42,
    ),
    NavigationItem(
        group="command",
        label=_("Emergency experts"),
        url_name="teams:experts",
        icon="user",
        permission=VIEW_EXPERT,
        order=43,
    ),
    NavigationItem(
        group="command",
        label=_("Teams of neighbouring regions"),
        url_name="teams:neighbours",
        icon="users-group",
        permission=VIEW_NEIGHBOUR,
        order=44,
    ),
)
