"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class VehiclesConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.monitoring.vehicles"
    label = "vehicles"
