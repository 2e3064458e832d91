"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class ResponsibilityConfig(AnlanAppConfig):
    """Registers policies, actions, menu, panels, desk and audit sentences of this app."""

    name = "anlan.governance.responsibility"
    label = "responsibility"
