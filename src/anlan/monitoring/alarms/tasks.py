"""Clocks of the alarm engine."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import job, periodic
from anlan.monitoring.alarms.services.alarms import end_suppressions, escalate_unacknowledged
from anlan.monitoring.alarms.services.back_tests import run_back_test
from anlan.monitoring.alarms.services.clocks import tell_overdue
from anlan.monitoring.alarms.services.duties import lapse_offers
from anlan.monitoring.alarms.services.risk_index import compute_indices
from anlan.monitoring.alarms.services.spot_checks import ask_at_random, end_spot_checks
from anlan.monitoring.alarms.services.storms import end_groups
from anlan.monitoring.alarms.services.suppressions import lapse_suppressions


@periodic("* * * * * */5")
def escalate_alarms() -> None:
    """Every five seconds: pass on alarms that nobody acknowledged in time; tell what is overdue."""
    now = clock.now()
    escalate_unacknowledged(now)
    tell_overdue(now)
    lapse_suppressions(now)
    end_suppressions(now)
    lapse_offers(now)
    end_spot_checks(now)
    end_groups()


@periodic("*/5 * * * *")
def check_the_watch() -> None:
    """Every five minutes: perhaps ask whoever keeps the watch whether they are there."""
    ask_at_random(actor=system_actor("alarm clock"))


@periodic("*/10 * * * *", queue="default")
def compute_risk_indices() -> None:
    """Every ten minutes: the risk index of every enterprise with devices."""
    compute_indices(actor=system_actor("risk"))


@job(queue="default", retries=1)
def replay_rule(back_test_id: int) -> None:
    """Replay a rule over stored readings."""
    run_back_test(back_test_id=back_test_id, actor=system_actor("alarm clock"))
