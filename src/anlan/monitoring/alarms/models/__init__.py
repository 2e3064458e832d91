"""Records of the alarm engine."""

from __future__ import annotations

from anlan.monitoring.alarms.models.alarm import Alarm, AlarmStep, AlarmTrigger
from anlan.monitoring.alarms.models.ladder import LadderStep
from anlan.monitoring.alarms.models.rule import AlarmRule
from anlan.monitoring.alarms.models.suppression import Suppression

__all__ = ["Alarm", "AlarmRule", "AlarmStep", "AlarmTrigger", "LadderStep", "Suppression"]
