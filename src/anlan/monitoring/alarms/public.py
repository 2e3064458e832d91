"""The door of the alarm engine."""

from __future__ import annotations

from anlan.monitoring.alarms.by_township import tally_acknowledged
from anlan.monitoring.alarms.choices import FalseAlarmCause, Level, RuleKind
from anlan.monitoring.alarms.contracts import AlarmInfo
from anlan.monitoring.alarms.ladder import register_holder_source
from anlan.monitoring.alarms.observers import (
    register_batch_observer,
    register_late_observer,
)
from anlan.monitoring.alarms.pipeline import Pipeline
from anlan.monitoring.alarms.selectors.alarms import (
    count_acknowledged,
    get_alarm,
    limits_of,
    list_alarms_since,
    list_crossings,
    list_desk_alarms,
    list_open_alarms,
    list_unfinished,
)
from anlan.monitoring.alarms.services.alarms import (
    acknowledge_alarm,
    close_alarm,
    dispose_alarm,
    mark_false,
    verify_alarm,
)
from anlan.monitoring.alarms.services.crossings import open_alarm
from anlan.monitoring.alarms.services.defaults import ToxicGas, install_default_rules
from anlan.monitoring.alarms.services.rules import (
    activate_rule,
    announce_rules,
    create_rule,
    retire_rule,
)
from anlan.monitoring.alarms.services.sources import clear_alarm, raise_alarm
from anlan.monitoring.alarms.sources import register_alarm_source

__all__ = [
    "AlarmInfo",
    "FalseAlarmCause",
    "Level",
    "Pipeline",
    "RuleKind",
    "ToxicGas",
    "acknowledge_alarm",
    "activate_rule",
    "announce_rules",
    "clear_alarm",
    "close_alarm",
    "count_acknowledged",
    "create_rule",
    "dispose_alarm",
    "get_alarm",
    "install_default_rules",
    "limits_of",
    "list_alarms_since",
    "list_crossings",
    "list_desk_alarms",
    "list_open_alarms",
    "list_unfinished",
    "mark_false",
    "open_alarm",
    "raise_alarm",
    "register_alarm_source",
    "register_batch_observer",
    "register_late_observer",
    "register_holder_source",
    "retire_rule",
    "verify_alarm",
    "tally_acknowledged",
]
