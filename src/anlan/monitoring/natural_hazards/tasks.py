"""The clock of natural hazards."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job, periodic
from anlan.monitoring.natural_hazards.services.danger_maps import forget_danger_maps
from anlan.monitoring.natural_hazards.services.feeds import (
    due_feeds,
    forget_messages,
    poll_feed,
)
from anlan.monitoring.natural_hazards.services.products import run_hour, run_within_hour
from anlan.monitoring.natural_hazards.services.stages import judge_stages
from anlan.monitoring.natural_hazards.services.warnings import expire_warnings

ACTOR = "natural hazards"


@periodic("3 * * * *")
def make_hourly_products() -> None:
    """Three minutes past the hour, when its readings are in: gather, judge, publish."""
    run_hour(at=clock.now(), actor=system_actor(ACTOR))


@periodic("13,23,33,43,53 * * * *")
def make_early_products() -> None:
    """Every ten minutes within the hour: products that new or late rain has made graver."""
    run_within_hour(at=clock.now(), actor=system_actor(ACTOR))


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


@periodic("* * * * *")
def look_into_feeds() -> None:
    """Every minute: look into the warning feeds that are due, each in a job of its own."""
    for feed_id in due_feeds(clock.now()):
        look_into_feed.defer_once(f"natural_hazards.feed.{feed_id}", feed_id=feed_id)


@job(retries=1)
def look_into_feed(*, feed_id: int) -> None:
    """Fetch what is new in one feed; a server that does not answer is asked again when due."""
    poll_feed(feed_id=feed_id, actor=system_actor(ACTOR))


@periodic("40 3 * * *")
def forget_feed_messages() -> None:
    """Every night: forget old messages that concerned nobody here, and old danger maps."""
    now, actor = clock.now(), system_actor(ACTOR)
    forget_messages(at=now, actor=actor)
    forget_danger_maps(at=now, actor=actor)
