"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class DemonstrationConfig(AnlanAppConfig):
    """The demonstration county as a Django app: its management commands."""

    name = "anlan.demonstration"
    label = "demonstration"
