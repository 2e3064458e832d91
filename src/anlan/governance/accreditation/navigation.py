"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.accreditation.permissions import APPLY, VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        group="governance",
        label=_("Demonstration units"),
        url_name="accreditation:list",
        icon="certificate",
        permission=VIEW,
        order=75,
    ),
    NavigationItem(
        group="governance",
        label=_("My titles"),
        url_name="accreditation:mine",
        icon="clipboard-check",
        permission=APPLY,
        order=76,
    ),
)
