"""Assessment in the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.governance.assessment.permissions import REPORT, VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("governance", _("Assessments"), "assessment:runs", "award", VIEW, order=60),
    NavigationItem(
        "governance", _("My unit's points"), "assessment:mine", "list-check", REPORT, order=61
    ),
    NavigationItem(
        "governance", _("Scoring schemes"), "assessment:schemes", "scale", VIEW, order=62
    ),
)
