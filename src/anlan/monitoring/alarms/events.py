"""What happens to alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from anlan.kernel.events import Event


@dataclass(frozen=True)
class AlarmEvent(Event):
    """Base: every alarm event names the alarm, its level and whose it is."""

    alarm_id: int
    level: int
    state: str
    region: str
    organisation: int | None

    def topics(self) -> list[str]:
        """Lists, the map and the alarm's own page."""
        return ["alarms", "map", f"alarm:{self.alarm_id}"]


@dataclass(frozen=True)
class AlarmOpened(AlarmEvent):
    """Something shows danger and no unfinished alarm stood for it."""

    name = "alarms.alarm.opened"
    source: str
    point_id: int | None
    device_id: int | None
    enterprise_id: int | None
    title: str
    opened_at: datetime


@dataclass(frozen=True)
class AlarmRaised(AlarmEvent):
    """The level of an alarm rose: it must be acknowledged anew."""

    name = "alarms.alarm.raised"
    words = _("level of an alarm raised")
    former_level: int
    title: str


@dataclass(frozen=True)
class AlarmLowered(AlarmEvent):
    """The level of an alarm fell with its signal."""

    name = "alarms.alarm.lowered"
    words = _("level of an alarm lowered")
    former_level: int
    title: str


@dataclass(frozen=True)
class AlarmCleared(AlarmEvent):
    """The signal of an alarm is back to normal."""

    name = "alarms.alarm.cleared"


@dataclass(frozen=True)
class AlarmAcknowledged(AlarmEvent):
    """Somebody took the alarm."""

    name = "alarms.alarm.acknowledged"


@dataclass(frozen=True)
class AlarmEscalated(AlarmEvent):
    """Nobody took the alarm in time: the next named person is called."""

    name = "alarms.alarm.escalated"
    person_id: int | None
    position: int


@dataclass(frozen=True)
class AlarmOverdue(AlarmEvent):
    """A step of handling was not done in time."""

    name = "alarms.alarm.overdue"
    words = _("alarm not handled in time")
    step: str


@dataclass(frozen=True)
class AlarmVerified(AlarmEvent):
    """The alarm is real."""

    name = "alarms.alarm.verified"


@dataclass(frozen=True)
class AlarmMarkedFalse(AlarmEvent):
    """The alarm was false; the cause is kept."""

    name = "alarms.alarm.marked_false"
    cause: str


@dataclass(frozen=True)
class AlarmDisposed(AlarmEvent):
    """The cause was dealt with."""

    name = "alarms.alarm.disposed"


@dataclass(frozen=True)
class AlarmClosed(AlarmEvent):
    """The alarm is over."""

    name = "alarms.alarm.closed"


@dataclass(frozen=True)
class AlarmSuppressed(AlarmEvent):
    """The alarm is kept quiet for a time."""

    name = "alarms.alarm.suppressed"


@dataclass(frozen=True)
class RulesChanged(Event):
    """Rules were put into or out of force; ingesters reload."""

    name = "alarms.rules.changed"
    words = _("alarm rules changed")
    rule_id: int


@dataclass(frozen=True)
class SettingPublished(Event):
    """The county set its ladder, clocks or figures of the desk anew."""

    name = "alarms.setting.published"
    words = _("alarm settings changed")
    setting_id: int
    kind: str

    def topics(self) -> list[str]:
        """Pages of rules and settings."""
        return ["alarm-rules"]


@dataclass(frozen=True)
class BackTestFinished(Event):
    """A rule was replayed over history."""

    name = "alarms.rule.back_tested"
    words = _("alarm rule tested on history")
    rule_id: int
    back_test_id: int

    def topics(self) -> list[str]:
        """Pages of rules."""
        return ["alarm-rules"]


@dataclass(frozen=True)
class GroupChanged(Event):
    """A group of alarms began, grew or ended."""

    name = "alarms.group.changed"
    words = _("group of alarms changed")
    group_id: int

    def topics(self) -> list[str]:
        """Lists of alarms."""
        return ["alarms"]


@dataclass(frozen=True)
class RiskIndicesComputed(Event):
    """Risk indices were computed anew."""

    name = "alarms.risk_index.computed"
    words = _("risk indices computed")
    number: int

    def topics(self) -> list[str]:
        """The list of indices."""
        return ["risk-index"]
