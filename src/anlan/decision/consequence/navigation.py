"""Consequence runs and the risk of sites in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.decision.consequence.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "decision", _("Accident consequences"), "consequence:list", "alert-triangle", VIEW, 20
    ),
    NavigationItem(
        "decision",
        _("Quantitative risk assessments"),
        "consequence:site_risks",
        "radar",
        VIEW,
        22,
    ),
)
