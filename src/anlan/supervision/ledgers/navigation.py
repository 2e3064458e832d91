"""Menu entries: the packs, the ledgers, the duties."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.ledgers.permissions import VIEW, VIEW_DUTY, VIEW_ROW

register_navigation(
    NavigationItem(
        "supervision", _("Sector packs"), "ledgers:packs", "books", VIEW, order=60
    ),
    NavigationItem(
        "supervision", _("Sector ledgers"), "ledgers:ledgers", "table", VIEW_ROW, order=61
    ),
    NavigationItem(
        "supervision", _("Periodic duties"), "ledgers:duties", "calendar-due", VIEW_DUTY,
        order=62,
    ),
    NavigationItem("supervision", _("Targets"), "ledgers:targets", "target", VIEW, order=63),
)  # fmt: skip
