"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class OversightConfig(AnlanAppConfig):
    """Registers policies, states, verbs on other pages, desk, clocks and audit sentences."""

    name = "anlan.governance.oversight"
    label = "oversight"
