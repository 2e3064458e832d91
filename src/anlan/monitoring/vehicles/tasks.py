"""Periodic work of vehicles."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.jobs import periodic
from anlan.monitoring.vehicles.services.recording import raise_waiting
from anlan.monitoring.vehicles.services.silence import judge_silence
from anlan.monitoring.vehicles.services.tracks import close_hours, drop_old_tracks


@periodic("* * * * * 25")
def judge_silent_vehicles() -> None:
    """Every minute: who fell silent on the way, who speaks again."""
    judge_silence(clock.now())


@periodic("* * * * * */5")
def raise_waiting_alarms() -> None:
    """Every five seconds: alarms of violations that came many at once."""
    raise_waiting()


@periodic("*/10 * * * *")
def pack_tracks() -> None:
    """Every ten minutes: hours that are over."""
    close_hours(clock.now())


@periodic("23 3 * * *")
def forget_old_tracks() -> None:
    """Every night: tracks older than kept."""
    drop_old_tracks(clock.now())
