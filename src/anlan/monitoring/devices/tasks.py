"""Periodic work of the registry."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.actor import system_actor
from anlan.kernel.jobs import periodic
from anlan.monitoring.devices.services.care import start_calibration_clocks
from anlan.monitoring.devices.services.health import (
    count_arrivals,
    forget_rates,
    watch_connections,
)


@periodic("* * * * * 32")
def watch_device_connections() -> None:
    """Every minute: which devices are heard of."""
    watch_connections(clock.now())


@periodic("*/5 * * * * 45")
def count_device_arrivals() -> None:
    """Every five minutes: what share of the expected readings arrived, and the on-line rates."""
    count_arrivals(clock.now())


@periodic("20 5 * * *")
def watch_calibrations() -> None:
    """Every morning: start the clocks of calibrations that are due soon."""
    start_calibration_clocks(actor=system_actor("clock"))
    forget_rates(clock.now())
