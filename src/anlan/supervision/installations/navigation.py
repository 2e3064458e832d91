"""Menu entries of major hazard installations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.installations.permissions import VIEW

register_navigation(
    NavigationItem(
        "supervision",
        _("Major hazard installations"),
        "installations:list",
        "flame",
        VIEW,
        order=40,
    ),
    NavigationItem(
        "supervision",
        _("Daily commitments"),
        "installations:commitments",
        "calendar-check",
        VIEW,
        order=41,
    ),
)
