"""Indicators in the menu: the leader's screen first."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.indicators.permissions import VIEW, VIEW_SCREEN
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "governance",
        _("What will be missed"),
        "indicators:screen",
        "dashboard",
        VIEW_SCREEN,
        order=5,
    ),
    NavigationItem("governance", _("Indicators"), "indicators:list", "gauge", VIEW, order=30),
    NavigationItem(
        "governance",
        _("Evaluations"),
        "indicators:evaluations",
        "file-report",
        VIEW,
        order=31,
    ),
)
