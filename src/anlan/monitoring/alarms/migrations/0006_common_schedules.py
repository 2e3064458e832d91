"""Schedules a county starts with: nights, working hours, days off."""

from __future__ import annotations

from datetime import time

from django.db import migrations

SCHEDULES = (
    ("夜间", "all", time(22, 0), time(6, 0)),
    ("工作日上班时间", "working", time(8, 30), time(17, 30)),
    ("节假日全天", "free", time(0, 0), time(0, 0)),
)


def forward(apps, schema_editor):
    RuleSchedule = apps.get_model("alarms", "RuleSchedule")
    for name, days, begins_at, ends_at in SCHEDULES:
        RuleSchedule.objects.get_or_create(
            name=name, defaults={"days": days, "begins_at": begins_at, "ends_at": ends_at}
        )


def backward(apps, schema_editor):
    names = [name for name, *_rest in SCHEDULES]
    apps.get_model("alarms", "RuleSchedule").objects.filter(name__in=names, rules=None).delete()


class Migration(migrations.Migration):
    dependencies = [("alarms", "0005_composed_rules_and_latching")]
    operations = [migrations.RunPython(forward, backward)]
