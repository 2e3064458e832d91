"""The measures the platform computes by itself, one module a floor.

Each module lists its measures as ``MEASURES``; formula and source are shown on the page of every
indicator that uses one. Figures come through the public doors of the lower floors.
"""

from __future__ import annotations

from anlan.governance.indicators.registry import register_measure


def register() -> None:
    """Make the platform's own measures known; called when the app is ready."""
    from anlan.governance.indicators.measures import command, governance, monitoring, supervision

    for module in (supervision, monitoring, command, governance):
        for measure in module.MEASURES:
            register_measure(measure)
