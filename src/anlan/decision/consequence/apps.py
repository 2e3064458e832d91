"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class ConsequenceConfig(AnlanAppConfig):
    """Registers policies, actions, panels, layers and menu entries of consequence runs."""

    name = "anlan.decision.consequence"
    label = "consequence"
