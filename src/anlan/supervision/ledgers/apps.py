"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class LedgersConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, search and panels of this app."""

    name = "anlan.supervision.ledgers"
    label = "ledgers"
