"""What a county starts with: the escalation ladder and the common schedules of rules."""

from __future__ import annotations

from datetime import time

from anlan.kernel.actor import Actor
from anlan.monitoring.alarms.choices import ScheduleDays
from anlan.monitoring.alarms.ladder import install_default_ladder
from anlan.monitoring.alarms.models import RuleSchedule

SCHEDULES = (
    ("夜间", ScheduleDays.ALL, time(22, 0), time(6, 0)),
    ("工作日上班时间", ScheduleDays.WORKING, time(8, 30), time(17, 30)),
    ("节假日全天", ScheduleDays.FREE, time(0, 0), time(0, 0)),
)


def load(actor: Actor) -> None:
    """Write what is not there yet; what the county changed stays."""
    install_default_ladder()
    for name, days, begins_at, ends_at in SCHEDULES:
        RuleSchedule.objects.get_or_create(
            name=name, defaults={"days": days, "begins_at": begins_at, "ends_at": ends_at}
        )
