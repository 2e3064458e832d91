"""Menu entries of graded risk control."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.risk.permissions import VIEW

register_navigation(
    NavigationItem(
        "supervision",
        _("Graded risk control"),
        "risk:overview",
        "layers-intersect",
        VIEW,
        order=20,
        shortcut="r",
    ),
    NavigationItem(
        "supervision", _("Checks of controls"), "risk:checks", "list-check", VIEW, order=22
    ),
)
