"""Menu entries of the exchange."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.base.exchange.permissions import USE_IMPORT, VIEW_TOKEN, VIEW_WEBHOOK
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("base", _("Imports"), "exchange:imports", "upload", USE_IMPORT, order=60),
    NavigationItem("base", _("API tokens"), "exchange:tokens", "key", VIEW_TOKEN, order=70),
    NavigationItem("base", _("Web hooks"), "exchange:webhooks", "webhook", VIEW_WEBHOOK, order=71),
)
