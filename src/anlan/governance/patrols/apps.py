"""Application registration."""

from __future__ import annotations

from anlan.kernel.apps import AnlanAppConfig


class PatrolsConfig(AnlanAppConfig):
    """Registers policies, states, sources of figures, desk and audit sentences."""

    name = "anlan.governance.patrols"
    label = "patrols"
