"""Commitments in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.commitments.permissions import REPORT, VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "governance", _("My unit's promises"), "commitments:mine", "user", REPORT, order=10
    ),
    NavigationItem(
        "governance", _("Tasks and commitments"), "commitments:list", "list-check", VIEW, order=11
    ),
    NavigationItem(
        "governance", _("Board of tasks"), "commitments:board", "columns", VIEW, order=12
    ),
)
