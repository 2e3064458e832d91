"""Clocks of handling; what the county sets for its desk, and schedules, in versions."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

BASIS = "平台缺省值，由本级值班值守制度规定后修改"
DESK = "本县值班值守制度（缺省值，由本县确认）"
CLOCKS = {
    "1": {"verify_min": 5, "dispose_min": 120, "close_min": 240},
    "2": {"verify_min": 10, "dispose_min": 240, "close_min": 480},
    "3": {"verify_min": 30, "dispose_min": 1440, "close_min": 1440},
    "4": {"verify_min": 120, "dispose_min": 4320, "close_min": 4320},
}
STORM = {
    "alarms": 4,
    "window_s": 300,
    "area_alarms": 6,
    "area_enterprises": 2,
    "idle_s": 1800,
    "quiet_s": 600,
}
WATCH = {"handover_within_s": 600, "check_within_s": 180, "checks_per_day": 4}
LEVELS = ("1", "2", "3", "4")


def keep_ladder(apps, schema_editor):
    """The ladder of the county becomes its first version; the other settings start with theirs."""
    rows = apps.get_model("alarms", "LadderStep").objects.order_by("level", "position")
    ladder = {level: [] for level in LEVELS}
    for row in rows:
        ladder[str(row.level)].append({"role": row.role, "within_s": row.within_s})
    basis = next((row.basis for row in rows if row.basis), BASIS)
    AlarmSetting = apps.get_model("alarms", "AlarmSetting")
    if all(ladder.values()):
        verified = all(row.basis_verified for row in rows)
        AlarmSetting.objects.create(
            kind="ladder", content=ladder, basis=basis, basis_verified=verified
        )
    AlarmSetting.objects.create(kind="clocks", content=CLOCKS, basis=BASIS)
    AlarmSetting.objects.create(kind="storm", content=STORM, basis=DESK)
    AlarmSetting.objects.create(kind="watch", content=WATCH, basis=DESK)


def restore_ladder(apps, schema_editor):
    """The ladder in use becomes rows again."""
    found = apps.get_model("alarms", "AlarmSetting").objects.filter(kind="ladder", is_current=True)
    LadderStep = apps.get_model("alarms", "LadderStep")
    for setting in found:
        LadderStep.objects.bulk_create(
            LadderStep(
                level=int(level),
                position=position,
                role=step["role"],
                within_s=step["within_s"],
                basis=setting.basis[:300],
                basis_verified=setting.basis_verified,
            )
            for level, steps in setting.content.items()
            for position, step in enumerate(steps)
        )


class Migration(migrations.Migration):
    dependencies = [("alarms", "0004_keys_regions_schedules")]

    operations = [
        migrations.CreateModel(
            name="AlarmSetting",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("ladder", "escalation ladder"),
                            ("clocks", "clocks of handling"),
                            ("storm", "grouping of storms"),
                            ("watch", "hand-over and spot checks"),
                        ],
                        max_length=20,
                        verbose_name="setting",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("is_current", models.BooleanField(default=True, verbose_name="in use")),
                ("content", models.JSONField(verbose_name="what is set")),
                (
                    "basis",
                    models.TextField(
                        help_text="standard or law with clause", verbose_name="legal basis"
                    ),
                ),
                (
                    "basis_verified",
                    models.BooleanField(
                        default=False,
                        help_text="compared with the primary text",
                        verbose_name="basis verified",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="reason of the change")),
                (
                    "published_by",
                    models.CharField(blank=True, max_length=100, verbose_name="published by"),
                ),
            ],
            options={
                "verbose_name": "alarm setting",
                "verbose_name_plural": "alarm settings",
                "ordering": ["kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "version"), name="setting_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("kind",),
                        name="setting_one_version_in_use",
                    ),
                ],
            },
        ),
        migrations.RunPython(keep_ladder, restore_ladder),
        migrations.DeleteModel(
            name="LadderStep",
        ),
        migrations.AlterModelOptions(
            name="ruleschedule",
            options={
                "ordering": ["name", "-version"],
                "verbose_name": "rule schedule",
                "verbose_name_plural": "rule schedules",
            },
        ),
        migrations.AddField(
            model_name="alarm",
            name="step_due_at",
            field=models.DateTimeField(
                blank=True,
                help_text="verify, deal with or close",
                null=True,
                verbose_name="next step by",
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="step_overdue_at",
            field=models.DateTimeField(
                blank=True,
                help_text="once for each step",
                null=True,
                verbose_name="told that it is overdue",
            ),
        ),
        migrations.AddField(
            model_name="ruleschedule",
            name="former",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successor",
                to="alarms.ruleschedule",
                verbose_name="version before",
            ),
        ),
        migrations.AddField(
            model_name="ruleschedule",
            name="is_current",
            field=models.BooleanField(default=True, verbose_name="in use"),
        ),
        migrations.AddField(
            model_name="ruleschedule",
            name="version",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="alarmstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("raised", "raised"),
                    ("level_raised", "level raised"),
                    ("repeated", "crossed again"),
                    ("reported", "reported again"),
                    ("level_lowered", "level lowered"),
                    ("cleared", "signal back to normal"),
                    ("latched", "signal normal, held until reset"),
                    ("reset", "reset by hand"),
                    ("handed", "handed to"),
                    ("escalated", "escalated to"),
                    ("overdue", "overdue"),
                    ("called", "called"),
                    ("answered", "answered"),
                    ("unanswered", "did not answer"),
                    ("handed_over", "responsibility handed over to"),
                    ("grouped", "joined a group"),
                    ("acknowledged", "acknowledged"),
                    ("verified", "verified as real"),
                    ("marked_false", "marked as false alarm"),
                    ("disposed", "dealt with"),
                    ("closed", "closed"),
                    ("suppressed", "suppressed"),
                    ("resumed", "suppression ended"),
                    ("note", "note"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="ruleschedule",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AddIndex(
            model_name="alarm",
            index=models.Index(
                condition=models.Q(
                    ("step_due_at__isnull", False), ("step_overdue_at__isnull", True)
                ),
                fields=["step_due_at"],
                name="alarm_step_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleschedule",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("name",),
                name="schedule_name_once",
            ),
        ),
    ]
