"""Clocks of the alarm engine."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.jobs import periodic
from anlan.monitoring.alarms.services.alarms import end_suppressions, escalate_unacknowledged


@periodic("* * * * * */5")
def escalate_alarms() -> None:
    """Every five seconds: pass on alarms that nobody acknowledged in time."""
    now = clock.now()
    escalate_unacknowledged(now)
    end_suppressions(now)
