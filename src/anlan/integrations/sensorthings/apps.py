"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class SensorthingsConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.sensorthings"
    label = "sensorthings"
