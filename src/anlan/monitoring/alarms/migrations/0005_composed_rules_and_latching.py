"""Rules over several points, repetitions, schedules, own clear limits; alarms that are held."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0004_alarm_source_keys"),
        ("chemicals", "0001_initial"),
        ("devices", "0002_protocols_and_identities"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RuleBaseline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_key", models.CharField(max_length=40, verbose_name="key of the thing")),
                ("subject_label", models.CharField(max_length=200, verbose_name="learnt of")),
                ("point_ids", models.JSONField(default=list, verbose_name="points")),
                ("since", models.DateTimeField(verbose_name="learnt from")),
                ("until", models.DateTimeField(verbose_name="learnt until")),
                ("rows", models.PositiveIntegerField(verbose_name="rows learnt from")),
                ("parameters", models.JSONField(default=dict, verbose_name="what was learnt")),
                ("fitted_at", models.DateTimeField(verbose_name="learnt at")),
            ],
            options={
                "verbose_name": "rule baseline",
                "verbose_name_plural": "rule baselines",
                "ordering": ["rule_id", "subject_key"],
            },
        ),
        migrations.CreateModel(
            name="RuleSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                (
                    "days",
                    models.CharField(
                        choices=[
                            ("all", "every day"),
                            ("working", "working days"),
                            ("free", "days off"),
                        ],
                        default="all",
                        max_length=20,
                        verbose_name="which days",
                    ),
                ),
                ("begins_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="until")),
            ],
            options={
                "verbose_name": "rule schedule",
                "verbose_name_plural": "rule schedules",
                "ordering": ["name"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="alarmrule",
            name="rule_has_point_or_class",
        ),
        migrations.AddField(
            model_name="alarm",
            name="latched_at",
            field=models.DateTimeField(
                blank=True,
                help_text="signal normal, waits for a reset",
                null=True,
                verbose_name="held since",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="activated_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="in force since"),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="activation_reason",
            field=models.TextField(blank=True, verbose_name="reason without a back-test"),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="channels",
            field=models.JSONField(
                blank=True, default=list, verbose_name="quantities judged together"
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="clear_lower",
            field=models.FloatField(
                blank=True,
                help_text="instead of the dead-band",
                null=True,
                verbose_name="clears above",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="clear_upper",
            field=models.FloatField(
                blank=True,
                help_text="instead of the dead-band",
                null=True,
                verbose_name="clears below",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="confidence",
            field=models.FloatField(
                default=0.9999, verbose_name="share of normal rows below the limit"
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="expression",
            field=models.TextField(
                blank=True,
                help_text="e.g. [liquid level > 90] and [temperature > 60]",
                verbose_name="conditions",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="is_latching",
            field=models.BooleanField(
                default=False,
                help_text="the alarm does not clear by itself when the signal is normal again",
                verbose_name="stays until reset by a person",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                help_text="who is asked when it raises too many false alarms",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organisations.person",
                verbose_name="owner of the rule",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="repeat",
            field=models.PositiveSmallIntegerField(default=3, verbose_name="number of crossings"),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="review_after",
            field=models.PositiveSmallIntegerField(
                default=3, verbose_name="false alarms before a review"
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="scope",
            field=models.CharField(
                choices=[("device", "of one device"), ("enterprise", "of one enterprise")],
                default="device",
                max_length=20,
                verbose_name="points taken together",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="steps_down",
            field=models.BooleanField(
                default=False,
                help_text="when this rule ends and a less grave one still holds",
                verbose_name="level falls with the signal",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="within_s",
            field=models.FloatField(default=600, verbose_name="within seconds"),
        ),
        migrations.AlterField(
            model_name="alarmrule",
            name="kind",
            field=models.CharField(
                choices=[
                    ("upper", "above a limit"),
                    ("lower", "below a limit"),
                    ("range", "outside a range"),
                    ("rate", "changes too fast"),
                    ("duration", "above a limit for long"),
                    ("stuck", "does not move"),
                    ("missing", "no data"),
                    ("robust_z", "unusual against the last readings (median)"),
                    ("ewma", "unusual against the running mean"),
                    ("cusum", "slow drift from the learnt mean"),
                    ("repetition", "crosses a limit again and again"),
                    ("combination", "combination of conditions"),
                    ("multichannel", "unusual interplay of several points"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="rulebaseline",
            name="rule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="baselines",
                to="alarms.alarmrule",
                verbose_name="alarm rule",
            ),
        ),
        migrations.AddField(
            model_name="alarmrule",
            name="schedule",
            field=models.ForeignKey(
                blank=True,
                help_text="empty: always",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rules",
                to="alarms.ruleschedule",
                verbose_name="schedule",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarmrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("point__isnull", False),
                    models.Q(("quantity", ""), _negated=True),
                    ("kind__in", ["combination", "multichannel"]),
                    _connector="OR",
                ),
                name="rule_has_point_or_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarmrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat__gte", 1), ("repeat__lte", 64), ("within_s__gte", 0)),
                name="rule_repetition_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarmrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("confidence__gt", 0.5), ("confidence__lt", 1)),
                name="rule_confidence_bounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebaseline",
            constraint=models.UniqueConstraint(
                fields=("rule", "subject_key"), name="baseline_once"
            ),
        ),
    ]
