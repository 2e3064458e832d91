"""The map in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.decision.onemap.permissions import VIEW_MAP, VIEW_WALL
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("One map"), "onemap:map", "map", VIEW_MAP, order=10, shortcut="m"),
    NavigationItem("decision", _("Wall screen"), "onemap:wall", "device-tv", VIEW_WALL, order=90),
)
