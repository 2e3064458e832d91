"""Background jobs of assessment."""

from __future__ import annotations

from anlan.governance.assessment.services.runs import platform, remind
from anlan.kernel.jobs import periodic


@periodic("37 7 * * *")
def remind_units() -> None:
    """Every morning: remind units to hand in and leaders to confirm."""
    remind(actor=platform())
