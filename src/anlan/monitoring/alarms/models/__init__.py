"""Records of the alarm engine."""

from __future__ import annotations

from anlan.monitoring.alarms.models.alarm import Alarm, AlarmStep, AlarmTrigger
from anlan.monitoring.alarms.models.back_test import BackTest
from anlan.monitoring.alarms.models.handling import AlarmCall, AlarmDuty, AlarmGroup
from anlan.monitoring.alarms.models.review import RuleReview
from anlan.monitoring.alarms.models.risk import RiskIndex, RiskIndexDay
from anlan.monitoring.alarms.models.rule import AlarmRule, RuleBaseline, RuleSchedule
from anlan.monitoring.alarms.models.setting import AlarmSetting
from anlan.monitoring.alarms.models.spot_check import SpotCheck
from anlan.monitoring.alarms.models.suppression import Suppression

__all__ = [
    "Alarm",
    "AlarmCall",
    "AlarmDuty",
    "AlarmGroup",
    "AlarmRule",
    "AlarmSetting",
    "AlarmStep",
    "AlarmTrigger",
    "BackTest",
    "RiskIndex",
    "RiskIndexDay",
    "RuleBaseline",
    "RuleReview",
    "RuleSchedule",
    "SpotCheck",
    "Suppression",
]
