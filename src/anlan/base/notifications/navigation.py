"""The inbox in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("Notices"), "notifications:inbox", "bell", order=20, shortcut="n")
)
