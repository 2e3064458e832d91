"""Menu entries of hazards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.hazards.permissions import TRANSFER, VIEW

register_navigation(
    NavigationItem("supervision", _("Hazards"), "hazards:list", "alert-triangle", VIEW, order=30),
    NavigationItem(
        "supervision",
        _("Figures of hazards"),
        "hazards:statistics",
        "chart-bar",
        VIEW,
        order=31,
    ),
    NavigationItem(
        "supervision", _("Listed supervision"), "hazards:listings", "flag", VIEW, order=32
    ),
    NavigationItem(
        "supervision",
        _("Hand-overs of hazards"),
        "hazards:transfers",
        "arrows-exchange",
        TRANSFER,
        order=33,
    ),
    NavigationItem(
        "supervision",
        _("Hazard categories"),
        "hazards:categories",
        "list-check",
        TRANSFER,
        order=34,
    ),
    NavigationItem(
        "supervision", _("Limits of the flow"), "hazards:limits", "ruler", TRANSFER, order=35
    ),
)
