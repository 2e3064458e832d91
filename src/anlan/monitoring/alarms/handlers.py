"""Alarms weigh on the risk of the place they come from, until they are closed.

After commit, in the worker: a storm of alarms must never wait for the register of risks.
"""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan.kernel.actor import system_actor
from anlan.kernel.events import on
from anlan.monitoring.alarms import drafts as drafts
from anlan.monitoring.alarms.events import AlarmClosed, AlarmMarkedFalse, AlarmOpened, AlarmRaised
from anlan.monitoring.alarms.models import Alarm
from anlan.supervision.risk.public import find_unit_at, lift_factor, record_factor

SOURCE = "alarms.Alarm"
#: A device this near belongs to the unit. [m]
NEAR_M = 100.0


def _weigh(alarm_id: int) -> None:
    alarm = Alarm.objects.filter(pk=alarm_id).first()
    if alarm is None or alarm.enterprise_id is None or not alarm.is_unfinished:
        return
    place = alarm.location
    unit_id = None
    if place is not None:
        unit_id = find_unit_at(
            enterprise_id=alarm.enterprise_id,
            longitude=place.x,
            latitude=place.y,
            radius_m=NEAR_M,
        )
    record_factor(
        enterprise_id=alarm.enterprise_id,
        unit_id=unit_id,
        kind="alarm",
        severity=alarm.level,
        source_type=SOURCE,
        source_id=alarm.pk,
        explanation=alarm.title,
        url=alarm.get_absolute_url(),
        actor=system_actor("risk"),
    )


def _lift(alarm_id: int, reason: str) -> None:
    lift_factor(source_type=SOURCE, source_id=alarm_id, reason=reason, actor=system_actor("risk"))


@on(AlarmOpened)
def alarm_opened(event: AlarmOpened) -> None:
    """A new alarm weighs on the nearest unit of its enterprise."""
    with override(settings.LANGUAGE_CODE):
        _weigh(event.alarm_id)


@on(AlarmRaised)
def alarm_raised(event: AlarmRaised) -> None:
    """It grew graver."""
    with override(settings.LANGUAGE_CODE):
        _weigh(event.alarm_id)


@on(AlarmClosed)
def alarm_closed(event: AlarmClosed) -> None:
    """It is over."""
    with override(settings.LANGUAGE_CODE):
        _lift(event.alarm_id, _("the alarm is closed"))


@on(AlarmMarkedFalse)
def alarm_false(event: AlarmMarkedFalse) -> None:
    """It was false."""
    with override(settings.LANGUAGE_CODE):
        _lift(event.alarm_id, _("the alarm was false"))
