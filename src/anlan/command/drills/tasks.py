"""Background jobs of drills."""

from __future__ import annotations

from anlan.command.drills.services.cadence import refresh_duties
from anlan.command.drills.services.running import deliver_due_injects, platform
from anlan.kernel.jobs import periodic


@periodic("* * * * * */5")
def deliver_injects() -> None:
    """Every five seconds: deliver what the clocks of running drills have reached."""
    deliver_due_injects()


@periodic("17 3 * * *")
def keep_duties() -> None:
    """Every night: enter who has come to fall under a rule, start the clocks that are near."""
    refresh_duties(actor=platform())
