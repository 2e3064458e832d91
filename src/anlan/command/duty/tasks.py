"""Clocks of duty."""

from __future__ import annotations

from anlan.command.duty.services.checks import ask_at_random, close_checks
from anlan.kernel import clock
from anlan.kernel.jobs import periodic


@periodic("* * * * * */5")
def close_duty_checks() -> None:
    """Every five seconds: close the duty checks whose time is over."""
    close_checks(clock.now())


@periodic("*/5 * * * *")
def check_duty_at_random() -> None:
    """Every five minutes: perhaps check the duty, as the county has set."""
    ask_at_random(now=clock.now())
