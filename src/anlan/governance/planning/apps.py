"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class PlanningConfig(AnlanAppConfig):
    """Registers policies, actions, menu, search and audit sentences of this app."""

    name = "anlan.governance.planning"
    label = "planning"
