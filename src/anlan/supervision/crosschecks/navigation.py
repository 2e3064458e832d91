"""Entries of the main menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.kernel.registry import NavigationItem, register_navigation
from anlan.supervision.crosschecks.permissions import VIEW, VIEW_RULE

register_navigation(
    NavigationItem(
        group="supervision",
        label=_("Leads of the cross-checks"),
        url_name="crosschecks:list",
        icon="affiliate",
        permission=VIEW,
        order=70,
    ),
    NavigationItem(
        group="supervision",
        label=_("Cross-check rules"),
        url_name="crosschecks:rules",
        icon="adjustments-horizontal",
        permission=VIEW_RULE,
        order=75,
    ),
)
