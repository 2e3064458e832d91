"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.permits.permissions import VIEW

register_navigation(
    NavigationItem(
        group="supervision",
        label=_("Special operations"),
        url_name="permits:list",
        icon="flame",
        permission=VIEW,
        order=50,
    )
)
