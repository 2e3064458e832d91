"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class Sl651Config(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.sl651"
    label = "sl651"
