"""The job that looks after the other jobs."""

from __future__ import annotations

from anlan.kernel.jobs import periodic, retry_stalled


@periodic("* * * * * */5")
def take_up_interrupted_jobs() -> None:
    """Every five seconds: queue again what a killed worker left in the middle."""
    retry_stalled()
