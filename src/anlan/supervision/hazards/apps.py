"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class HazardsConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, search and panels of this app."""

    name = "anlan.supervision.hazards"
    label = "hazards"
