"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class SparkplugConfig(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.sparkplug"
    label = "sparkplug"
