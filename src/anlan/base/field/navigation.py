"""Field work in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.field.permissions import USE, VIEW_NOTE, VIEW_RECORD
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("Field work"), "field:app", "device-mobile", USE, order=30),
    NavigationItem("desk", _("Field notes"), "field:notes", "notebook", VIEW_NOTE, order=31),
    NavigationItem("desk", _("Field records"), "field:records", "upload", VIEW_RECORD, order=32),
)
