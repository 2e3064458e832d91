"""Background jobs of commitments."""

from __future__ import annotations

from anlan.governance.commitments.services.common import platform
from anlan.governance.commitments.services.watching import watch
from anlan.kernel.jobs import periodic


@periodic("40 7 * * *")
def watch_commitments() -> None:
    """Every morning before work: outlooks, warnings, escalation."""
    watch(actor=platform())
