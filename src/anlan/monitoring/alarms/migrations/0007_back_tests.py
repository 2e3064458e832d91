"""What a rule would have done on the stored readings."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0006_common_schedules"),
    ]

    operations = [
        migrations.CreateModel(
            name="BackTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "fingerprint",
                    models.CharField(max_length=64, verbose_name="mark of the version"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "running"), ("done", "done"), ("failed", "failed")],
                        default="running",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="from")),
                ("until", models.DateTimeField(verbose_name="until")),
                ("ordered_by", models.CharField(max_length=100, verbose_name="ordered by")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished at"),
                ),
                ("points", models.PositiveIntegerField(default=0, verbose_name="points replayed")),
                (
                    "points_left_out",
                    models.PositiveIntegerField(default=0, verbose_name="points left out"),
                ),
                ("readings", models.BigIntegerField(default=0, verbose_name="readings replayed")),
                (
                    "alarms",
                    models.PositiveIntegerField(
                        default=0, verbose_name="alarms it would have raised"
                    ),
                ),
                ("real", models.PositiveIntegerField(default=0, verbose_name="of these real")),
                ("false", models.PositiveIntegerField(default=0, verbose_name="of these false")),
                (
                    "missed",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="raised by versions of the same rule",
                        verbose_name="real alarms it would have missed",
                    ),
                ),
                ("crossings", models.JSONField(default=list, verbose_name="crossings")),
                ("days", models.JSONField(default=dict, verbose_name="alarms a day")),
                ("problem", models.TextField(blank=True, verbose_name="why it failed")),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="back_tests",
                        to="alarms.alarmrule",
                        verbose_name="alarm rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "back-test",
                "verbose_name_plural": "back-tests",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["rule", "fingerprint"], name="back_test_version")],
            },
        ),
    ]
