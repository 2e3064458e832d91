"""Campaigns in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.campaigns.permissions import REPORT, VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("governance", _("Campaigns"), "campaigns:list", "flag", VIEW, order=20),
    NavigationItem("governance", _("Report forms"), "campaigns:forms", "table", VIEW, order=21),
    NavigationItem(
        "governance", _("What my unit owes"), "campaigns:owed", "checkbox", REPORT, order=22
    ),
)
