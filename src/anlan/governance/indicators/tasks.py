"""Background jobs of indicators."""

from __future__ import annotations

from anlan.governance.indicators.services.measuring import compute_all
from anlan.governance.indicators.services.standing import platform
from anlan.kernel.jobs import periodic


@periodic("50 23 * * *")
def compute_indicators() -> None:
    """Every night before midnight: compute what is due on this day, judge every indicator."""
    compute_all(actor=platform())
