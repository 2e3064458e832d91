"""Menu entry of the dossiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.enterprises.permissions import VIEW

register_navigation(
    NavigationItem(
        "supervision",
        _("Enterprises"),
        "enterprises:list",
        "building-factory-2",
        VIEW,
        order=10,
        shortcut="e",
    )
)
