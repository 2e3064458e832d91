"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.command.responses.permissions import VIEW, VIEW_TASK
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="command",
        label=_("Emergency responses"),
        url_name="responses:list",
        icon="bolt",
        permission=VIEW,
        order=20,
        shortcut="r",
    ),
    NavigationItem(
        group="command",
        label=_("My response tasks"),
        url_name="responses:my_tasks",
        icon="list-check",
        permission=VIEW_TASK,
        order=25,
    ),
)
