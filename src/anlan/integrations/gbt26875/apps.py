"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class Gbt26875Config(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.gbt26875"
    label = "gbt26875"
