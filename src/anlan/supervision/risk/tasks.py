"""The clock of the checks."""

from __future__ import annotations

from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job, periodic
from anlan.supervision.risk.services.checks import make_checks, miss_checks
from anlan.supervision.risk.services.rules import weigh_anew


@periodic("1 * * * *")
def make_due_checks() -> None:
    """Every hour: make the checks of the day, week, month and quarter that are missing."""
    make_checks(actor=system_actor("risk"))


@periodic("*/5 * * * *")
def miss_late_checks() -> None:
    """Every five minutes: mark what passed its time."""
    miss_checks(actor=system_actor("risk"))


@job()
def weigh_by_new_rules(version: int) -> None:
    """Weigh all open factors by a version of the rules."""
    weigh_anew(actor=system_actor("risk"))
