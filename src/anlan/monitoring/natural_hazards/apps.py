"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class NaturalHazardsConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.monitoring.natural_hazards"
    label = "natural_hazards"
