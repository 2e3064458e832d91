"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.patrols.permissions import VIEW, VIEW_PLAN
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="governance",
        label=_("Patrol rounds"),
        url_name="patrols:rounds",
        icon="route",
        permission=VIEW_PLAN,
        order=44,
    ),
    NavigationItem(
        group="governance",
        label=_("Patrols of my unit"),
        url_name="patrols:mine",
        icon="checks",
        permission=VIEW,
        order=45,
    ),
)
