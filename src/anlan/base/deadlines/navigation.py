"""Clocks in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.deadlines.permissions import VIEW, VIEW_RULE
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("Deadlines"), "deadlines:list", "clock", VIEW, order=30),
    NavigationItem("base", _("Legal clocks"), "deadlines:rules", "scale", VIEW_RULE, order=60),
)
