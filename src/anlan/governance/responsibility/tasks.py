"""Background jobs of responsibility."""

from __future__ import annotations

from anlan.governance.responsibility.services.gathering import (
    record_checked_listings,
    record_shifts,
)
from anlan.kernel.jobs import periodic


@periodic("40 4 * * *")
def gather_shifts() -> None:
    """Every night: record the shifts that leaders have stood, and what they checked on the spot."""
    record_shifts()
    record_checked_listings()
