"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.oversight.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="governance",
        label=_("Supervision documents"),
        url_name="oversight:orders",
        icon="gavel",
        permission=VIEW,
        order=40,
    )
)
