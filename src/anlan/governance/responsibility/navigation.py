"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.responsibility.permissions import VIEW, VIEW_RECORD
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="governance",
        label=_("Who answers for what"),
        url_name="responsibility:entries",
        icon="users",
        permission=VIEW,
        order=50,
    ),
    NavigationItem(
        group="governance",
        label=_("Responsibility lists"),
        url_name="responsibility:lists",
        icon="clipboard-list",
        permission=VIEW,
        order=52,
    ),
    NavigationItem(
        group="governance",
        label=_("Duty performance records"),
        url_name="responsibility:records",
        icon="notebook",
        permission=VIEW_RECORD,
        order=54,
    ),
)
