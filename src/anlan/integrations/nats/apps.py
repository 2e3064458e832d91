"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class NatsConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.nats"
    label = "nats"
