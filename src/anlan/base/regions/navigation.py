"""Menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(NavigationItem("base", _("Regions"), "regions:regions", "map-2", order=15))
