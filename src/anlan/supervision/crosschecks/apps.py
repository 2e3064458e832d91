"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class CrosschecksConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, search and panels of this app."""

    name = "anlan.supervision.crosschecks"
    label = "crosschecks"
