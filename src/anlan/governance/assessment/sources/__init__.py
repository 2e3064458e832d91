"""Where the points of automatic items come from, by floor of the house."""

from __future__ import annotations

from anlan.governance.assessment.registry import register_source
from anlan.governance.assessment.sources import promises, records


def register_all() -> None:
    """Register what ships with the platform; other rooms add their own by ``register_source``."""
    for source in (*records.SOURCES, *promises.SOURCES):
        register_source(source)
