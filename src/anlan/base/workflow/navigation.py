"""Menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.workflow.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("desk", _("Approvals"), "workflow:approvals", "checks", VIEW, 60)
)
