"""Menu entry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.audit.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(NavigationItem("base", _("Audit trail"), "audit:records", "history", VIEW, 30))
