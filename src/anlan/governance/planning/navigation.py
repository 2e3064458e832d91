"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.planning.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="governance",
        label=_("Planned tasks"),
        url_name="planning:tasks",
        icon="list-check",
        permission=VIEW,
        order=80,
    )
)
register_navigation(
    NavigationItem(
        group="governance",
        label=_("Planned indicators"),
        url_name="planning:indicators",
        icon="target",
        permission=VIEW,
        order=82,
    )
)
register_navigation(
    NavigationItem(
        group="governance",
        label=_("Planning documents"),
        url_name="planning:documents",
        icon="file-text",
        permission=VIEW,
        order=84,
    )
)
