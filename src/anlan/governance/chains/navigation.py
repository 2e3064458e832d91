"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.chains.permissions import VIEW, VIEW_CLUE
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("governance", _("Whole chains"), "chains:chains", "link", VIEW, order=24),
    NavigationItem(
        "governance", _("Clues along chains"), "chains:clues", "search", VIEW_CLUE, order=25
    ),
)
