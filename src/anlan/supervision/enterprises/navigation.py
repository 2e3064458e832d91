"""Menu entry of the dossiers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.enterprises.permissions import CLAIM, MERGE, VIEW

register_navigation(
    NavigationItem(
        "supervision",
        _("Enterprises"),
        "enterprises:list",
        "building-factory-2",
        VIEW,
        order=10,
        shortcut="e",
    ),
    NavigationItem(
        "supervision",
        _("Parks"),
        "enterprises:parks",
        "building-community",
        VIEW,
        order=11,
    ),
    NavigationItem(
        "supervision",
        _("Papers and equipment"),
        "enterprises:registers",
        "certificate",
        VIEW,
        order=12,
    ),
    NavigationItem(
        "supervision",
        _("Territory claims"),
        "enterprises:claims",
        "flag",
        CLAIM,
        order=13,
    ),
    NavigationItem(
        "supervision",
        _("Possible duplicates"),
        "enterprises:duplicates",
        "copy",
        MERGE,
        order=14,
    ),
)
