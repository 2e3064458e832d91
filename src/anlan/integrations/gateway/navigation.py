"""Menu entry of the gateways, beside the devices."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from anlan.integrations.gateway.permissions import VIEW
from anlan.kernel.registry import NavigationItem, register_navigation

register_navigation(
    NavigationItem("monitoring", _("Gateways"), "gateway:list", "router", VIEW, order=24)
)
