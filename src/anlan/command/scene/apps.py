"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class SceneConfig(AnlanAppConfig):
    """Registers what the scene adds: phone commands, board part, panels, clock, layers."""

    name = "anlan.command.scene"
    label = "scene"
