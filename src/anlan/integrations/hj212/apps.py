"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class Hj212Config(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.hj212"
    label = "hj212"
