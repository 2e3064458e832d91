"""The clock of natural hazards."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job, periodic
from anlan.monitoring.natural_hazards.services.products import run_hour
from anlan.monitoring.natural_hazards.services.stages import judge_stages
from anlan.monitoring.natural_hazards.services.warnings import expire_warnings

ACTOR = "natural hazards"


@periodic("3 * * * *")
def make_hourly_products() -> None:
    """Three minutes past the hour, when its readings are in: gather, judge, publish."""
    run_hour(at=clock.now(), actor=system_actor(ACTOR))


@periodic("*/5 * * * *")
def watch_stages() -> None:
    """Every five minutes: rivers and reservoirs against their stages, warnings that are over."""
    now, actor = clock.now(), system_actor(ACTOR)
    judge_stages(at=now, actor=actor)
    expire_warnings(at=now, actor=actor)


@job()
def make_products_now() -> None:
    """Make the products of the last full hour when nobody wants to wait for the clock."""
    run_hour(at=clock.now(), actor=system_actor(ACTOR))
