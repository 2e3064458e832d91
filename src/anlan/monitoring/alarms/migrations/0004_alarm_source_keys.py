"""Every alarm so far is of the rules and known by its point; it stands where its device stands."""

from django.db import migrations, models

UNFINISHED = ["open", "acknowledged", "verified_real", "disposed", "suppressed"]


class Migration(migrations.Migration):
    dependencies = [("alarms", "0003_alarm_sources")]

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
    ]
