"""The clock job."""

from __future__ import annotations

from anlan.base.deadlines.services import check_clocks
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import periodic


@periodic("* * * * * */10")
def watch_clocks() -> None:
    """Every ten seconds: remind before, escalate after."""
    check_clocks(actor=system_actor("clock"))
