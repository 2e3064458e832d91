"""Periodic work of the store."""

from __future__ import annotations

from datetime import UTC

from anlan.kernel import clock
from anlan.kernel.jobs import periodic
from anlan.monitoring.telemetry import partitions
from anlan.monitoring.telemetry.services.compaction import compact
from anlan.monitoring.telemetry.services.rollup import roll_up


@periodic("* * * * * 12")
def roll_up_readings() -> None:
    """Every minute: minutes, late minutes, hours."""
    roll_up(clock.now())


@periodic("7 * * * *")
def keep_partitions() -> None:
    """Every hour: partitions of the coming hours, and away with what is older than kept."""
    now = clock.now()
    partitions.make_ahead(now)
    partitions.drop_old(now.astimezone(UTC).date())


@periodic("*/10 * * * *")
def compact_readings() -> None:
    """Every ten minutes: hours that are over for an hour become blocks, late readings follow."""
    compact(clock.now())
