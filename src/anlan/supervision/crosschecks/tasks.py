"""The cross-checks run by themselves."""

from __future__ import annotations

from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job, periodic
from anlan.supervision.crosschecks.services.checking import run_checks

ACTOR = system_actor("cross-checks")


@periodic("*/10 * * * *")
def check_all() -> None:
    """Every ten minutes: all rules over all enterprises."""
    run_checks(actor=ACTOR)


@job(queue="default")
def check_enterprise(enterprise_id: int) -> None:
    """Right after something changed at an enterprise."""
    run_checks(actor=ACTOR, enterprise_id=enterprise_id)
