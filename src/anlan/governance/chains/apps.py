"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class ChainsConfig(AnlanAppConfig):
    """Registers policies, states, desk, clocks, figures and audit sentences."""

    name = "anlan.governance.chains"
    label = "chains"
