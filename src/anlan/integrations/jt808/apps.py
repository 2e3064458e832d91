"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class Jt808Config(AnlanAppConfig):
    """Registers what this app offers."""

    name = "anlan.integrations.jt808"
    label = "jt808"
