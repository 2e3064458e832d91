"""What a county starts with: its alarm settings and the common schedules of rules."""

from __future__ import annotations

from datetime import time

from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.choices import ScheduleDays, SettingKind
from anlan.monitoring.alarms.models import AlarmSetting, RuleSchedule
from anlan.monitoring.alarms.settings_data import starting_setting

SCHEDULES = (
    ("夜间", ScheduleDays.ALL, time(22, 0), time(6, 0)),
    ("工作日上班时间", ScheduleDays.WORKING, time(8, 30), time(17, 30)),
    ("节假日全天", ScheduleDays.FREE, time(0, 0), time(0, 0)),
)


def load(actor: Actor) -> None:
    """Write what is not there yet; what the county changed stays."""
    for kind in SettingKind.values:
        if not AlarmSetting.objects.filter(kind=kind).exists():
            first = starting_setting(kind)
            first.published_by = actor.display_name[:100]
            first.save()
    for name, days, begins_at, ends_at in SCHEDULES:
        if not RuleSchedule.objects.filter(name=name).exists():
            RuleSchedule.objects.create(name=name, days=days, begins_at=begins_at, ends_at=ends_at)
