"""Menu entry of the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("supervision", _("Chemicals"), "chemicals:list", "flask", order=30)
)
