"""Alarms so far are known by their points, windows by their places; schedules a county starts with."""

from __future__ import annotations

from datetime import time

from django.db import migrations, models

UNFINISHED = ["open", "acknowledged", "verified_real", "disposed", "suppressed"]
SCHEDULES = (
    ("夜间", "all", time(22, 0), time(6, 0)),
    ("工作日上班时间", "working", time(8, 30), time(17, 30)),
    ("节假日全天", "free", time(0, 0), time(0, 0)),
)


def add_schedules(apps, schema_editor):
    RuleSchedule = apps.get_model("alarms", "RuleSchedule")
    for name, days, begins_at, ends_at in SCHEDULES:
        RuleSchedule.objects.get_or_create(
            name=name, defaults={"days": days, "begins_at": begins_at, "ends_at": ends_at}
        )


def remove_schedules(apps, schema_editor):
    names = [name for name, *_rest in SCHEDULES]
    apps.get_model("alarms", "RuleSchedule").objects.filter(name__in=names, rules=None).delete()


class Migration(migrations.Migration):
    dependencies = [("alarms", "0003_sources_rules_handling_risk")]

    operations = [
        migrations.RunSQL(
            "UPDATE alarms_alarm a SET source_key = 'point:' || a.point_id, "
            "location = (SELECT d.location FROM devices_device d WHERE d.id = a.device_id)",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(state__in=UNFINISHED),
                fields=("source", "source_key"),
                name="alarm_one_unfinished_per_key",
            ),
        ),
        migrations.RunSQL(
            "UPDATE alarms_suppression s SET region_id = COALESCE("
            "(SELECT d.region_id FROM devices_device d WHERE d.id = s.device_id), "
            "(SELECT e.region_id FROM enterprises_enterprise e WHERE e.id = s.enterprise_id))",
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(add_schedules, remove_schedules),
    ]
