"""A window so far stood where its device or enterprise stands; from now on it is asked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("alarms", "0008_handling_and_risk")]

    operations = [
        migrations.RunSQL(
            "UPDATE alarms_suppression s SET region_id = COALESCE("
            "(SELECT d.region_id FROM devices_device d WHERE d.id = s.device_id), "
            "(SELECT e.region_id FROM enterprises_enterprise e WHERE e.id = s.enterprise_id))",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="suppression",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "waits for approval"),
                    ("approved", "approved"),
                    ("refused", "refused"),
                    ("ended", "ended early"),
                    ("lapsed", "run out"),
                ],
                default="requested",
                max_length=20,
                verbose_name="state",
            ),
        ),
    ]
