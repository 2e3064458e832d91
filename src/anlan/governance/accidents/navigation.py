"""Accident statistics in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.accidents.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "governance", _("Accident figures"), "accidents:statistics", "activity", VIEW, order=70
    ),
    NavigationItem(
        "governance", _("Register of accidents"), "accidents:list", "alert-triangle", VIEW, order=71
    ),
    NavigationItem(
        "governance", _("Death rates and targets"), "accidents:rates", "target", VIEW, order=72
    ),
)
