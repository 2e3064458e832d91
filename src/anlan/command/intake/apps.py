"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class IntakeConfig(AnlanAppConfig):
    """Registers policies, actions, handlers, panels and desk parts of this app."""

    name = "anlan.command.intake"
    label = "intake"
