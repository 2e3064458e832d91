"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class GatewayConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.gateway"
    label = "gateway"
