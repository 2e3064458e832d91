"""Periodic work of vehicles."""

from __future__ import annotations

from anlan.kernel import clock
from anlan.kernel.jobs import job, periodic
from anlan.monitoring.vehicles.services.orders import end_orders
from anlan.monitoring.vehicles.services.recording import tell_waiting
from anlan.monitoring.vehicles.services.silence import judge_silence
from anlan.monitoring.vehicles.services.tracks import close_hours, drop_old_tracks


@periodic("* * * * * 25")
def judge_silent_vehicles() -> None:
    """Every minute: who fell silent on the way, who speaks again."""
    judge_silence(clock.now())


@job(queue="clock")
def tell_alarms() -> None:
    """As soon as a batch with violations is committed: raise and clear their alarms."""
    tell_waiting()


@periodic("* * * * * */15")
def tell_forgotten_alarms() -> None:
    """Four times a minute: alarms whose job was lost, or that are more than one job takes."""
    tell_waiting()


@periodic("* * * * * */20")
def end_unanswered_orders() -> None:
    """Three times a minute: orders that did not reach their terminal or were not answered."""
    end_orders(clock.now())


@periodic("*/10 * * * *")
def pack_tracks() -> None:
    """Every ten minutes: hours that are over."""
    close_hours(clock.now())


@periodic("23 3 * * *")
def forget_old_tracks() -> None:
    """Every night: tracks older than kept."""
    drop_old_tracks(clock.now())
