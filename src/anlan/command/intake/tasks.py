"""Background work of intake."""

from __future__ import annotations

from anlan.command.intake.services.doubts import find_missing
from anlan.kernel.jobs import periodic


@periodic("*/5 * * * *")
def look_for_missing_reports() -> None:
    """Suspect omission where a level below is silent about what we know of."""
    find_missing()
