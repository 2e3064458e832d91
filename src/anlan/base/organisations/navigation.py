"""Menu entries."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.organisations.permissions import VIEW, VIEW_PERSON
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem(
        "desk", _("Contact book"), "organisations:contacts", "address-book", VIEW_PERSON, 80, "t"
    ),
    NavigationItem("base", _("Organisations"), "organisations:organisations", "building", VIEW, 10),
)
