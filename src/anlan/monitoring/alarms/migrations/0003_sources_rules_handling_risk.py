"""Alarms of any source, composed rules with versions, storms, windows, duties, risk index."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0002_ladder"),
        ("chemicals", "0001_initial"),
        ("devices", "0002_protocols_and_identities"),
        ("devices", "0003_templates_credentials_health_care"),
        ("enterprises", "0003_actual_controller"),
        ("organisations", "0001_initial"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="alarm",
            name="alarm_one_unfinished_per_point",
        ),
        migrations.AddField(
            model_name="alarm",
            name="location",
            field=django.contrib.gis.db.models.fields.PointField(
                blank=True, null=True, srid=4326, verbose_name="location"
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="reason",
            field=models.TextField(
                blank=True, help_text="in the words of the source", verbose_name="why it was raised"
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="source",
            field=models.CharField(
                default="rules",
                help_text="rules, or another app",
                max_length=40,
                verbose_name="raised by",
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="source_key",
            field=models.CharField(
                default="",
                help_text="what the source calls the thing",
                max_length=200,
                verbose_name="key at the source",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="alarm",
            name="device",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alarms",
                to="devices.device",
                verbose_name="device",
            ),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alarms",
                to="devices.point",
                verbose_name="point",
            ),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alarms",
                to="alarms.alarmrule",
                verbose_name="gravest rule",
            ),
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
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="baselines",
                        to="alarms.alarmrule",
                        verbose_name="alarm rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule baseline",
                "verbose_name_plural": "rule baselines",
                "ordering": ["rule_id", "subject_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "subject_key"), name="baseline_once")
                ],
            },
        ),
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
        migrations.RemoveConstraint(
            model_name="suppression",
            name="suppression_has_object",
        ),
        migrations.AddField(
            model_name="alarm",
            name="first_received_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="first received at"),
        ),
        migrations.AddField(
            model_name="alarm",
            name="first_receiver",
            field=models.ForeignKey(
                blank=True,
                help_text="took it first and is responsible until it is handed over",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisations.person",
                verbose_name="first receiver",
            ),
        ),
        migrations.AddField(
            model_name="alarm",
            name="suppression",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="alarms",
                to="alarms.suppression",
                verbose_name="suppression",
            ),
        ),
        migrations.AddField(
            model_name="suppression",
            name="decided_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
        ),
        migrations.AddField(
            model_name="suppression",
            name="decided_by",
            field=models.CharField(blank=True, max_length=100, verbose_name="decided by"),
        ),
        migrations.AddField(
            model_name="suppression",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="ended at"),
        ),
        migrations.AddField(
            model_name="suppression",
            name="region",
            field=models.ForeignKey(
                blank=True,
                help_text="of the device or enterprise, or the whole area",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="regions.region",
                verbose_name="region",
            ),
        ),
        migrations.AddField(
            model_name="suppression",
            name="requester",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="organisations.person",
                verbose_name="asked for by",
            ),
        ),
        migrations.AddField(
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
                default="approved",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="suppression",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("device__isnull", False),
                    ("enterprise__isnull", False),
                    ("region__isnull", False),
                    _connector="OR",
                ),
                name="suppression_has_object",
            ),
        ),
        migrations.CreateModel(
            name="AlarmGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("key", models.CharField(max_length=60, verbose_name="key of the thing")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "going on"),
                            ("over", "over"),
                            ("dissolved", "dissolved"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "red (I)"),
                            (2, "orange (II)"),
                            (3, "yellow (III)"),
                            (4, "blue (IV)"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("number", models.PositiveIntegerField(default=0, verbose_name="number of alarms")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("power_or_line", "power or data line of the site lost"),
                            ("network", "network of the area lost"),
                            ("instrument", "fault of the instruments or their collector"),
                            ("leak", "leak that spreads"),
                            ("fire", "fire"),
                            ("upset", "upset of one installation"),
                            ("weather", "weather or water over an area"),
                            ("unclear", "no common cause seen"),
                        ],
                        default="unclear",
                        max_length=20,
                        verbose_name="proposed cause",
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("first_at", models.DateTimeField(verbose_name="first alarm at")),
                ("latest_at", models.DateTimeField(verbose_name="latest alarm at")),
                ("over_at", models.DateTimeField(blank=True, null=True, verbose_name="over at")),
                ("told", models.JSONField(default=dict, verbose_name="told")),
                (
                    "enterprise",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "alarm group",
                "verbose_name_plural": "alarm groups",
                "ordering": ["-latest_at"],
                "indexes": [models.Index(fields=["region", "-latest_at"], name="group_region")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("key",),
                        name="group_one_open_per_key",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="alarm",
            name="group",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="alarms",
                to="alarms.alarmgroup",
                verbose_name="alarm group",
            ),
        ),
        migrations.CreateModel(
            name="AlarmCall",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="empty: called by hand",
                        null=True,
                        verbose_name="step of the ladder",
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=50, verbose_name="role")),
                (
                    "channel",
                    models.CharField(
                        choices=[("notice", "notice of the platform"), ("phone", "telephone")],
                        default="notice",
                        max_length=20,
                        verbose_name="called by",
                    ),
                ),
                ("caller_name", models.CharField(max_length=100, verbose_name="caller")),
                ("called_at", models.DateTimeField(verbose_name="called at")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="answer by")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("answered", "answered"),
                            ("by_other", "somebody else took it"),
                            ("unanswered", "did not answer"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=100, verbose_name="answered by"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "alarm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calls",
                        to="alarms.alarm",
                        verbose_name="alarm",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        help_text="empty: nobody is named for this step",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.person",
                        verbose_name="called person",
                    ),
                ),
            ],
            options={
                "verbose_name": "call about an alarm",
                "verbose_name_plural": "calls about alarms",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["alarm", "id"], name="call_alarm"),
                    models.Index(fields=["-called_at"], name="call_time"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmDuty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_first", models.BooleanField(default=False, verbose_name="first receiver")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("held", "responsible"),
                            ("declined", "declined"),
                            ("lapsed", "not answered in time"),
                            ("ended", "given on or finished"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "offered_by",
                    models.CharField(blank=True, max_length=100, verbose_name="offered by"),
                ),
                (
                    "offered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="offered at"),
                ),
                (
                    "answer_due_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answer by"),
                ),
                (
                    "since",
                    models.DateTimeField(blank=True, null=True, verbose_name="responsible since"),
                ),
                (
                    "until",
                    models.DateTimeField(blank=True, null=True, verbose_name="responsible until"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "alarm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="duties",
                        to="alarms.alarm",
                        verbose_name="alarm",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsibility for an alarm",
                "verbose_name_plural": "responsibilities for alarms",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "held")),
                        fields=("alarm",),
                        name="duty_one_held",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "offered")),
                        fields=("alarm",),
                        name="duty_one_offered",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskIndex",
            fields=[
                (
                    "enterprise",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
                ("value", models.FloatField(verbose_name="risk index")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "red (I)"),
                            (2, "orange (II)"),
                            (3, "yellow (III)"),
                            (4, "blue (IV)"),
                        ],
                        verbose_name="level",
                    ),
                ),
                (
                    "online_rate",
                    models.FloatField(blank=True, null=True, verbose_name="device on-line rate"),
                ),
                ("open_alarms", models.PositiveIntegerField(default=0, verbose_name="open alarms")),
                ("terms", models.JSONField(default=list, verbose_name="terms")),
                ("formula", models.CharField(max_length=40, verbose_name="version of the formula")),
                ("computed_at", models.DateTimeField(verbose_name="computed at")),
                (
                    "risen_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="level risen at"),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="regions.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "enterprise risk index",
                "verbose_name_plural": "enterprise risk indices",
                "ordering": ["-value"],
                "indexes": [
                    models.Index(fields=["-value"], name="risk_index_value"),
                    models.Index(fields=["region", "-value"], name="risk_index_region"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RiskIndexDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("highest", models.FloatField(verbose_name="highest")),
                ("last", models.FloatField(verbose_name="last of the day")),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="enterprises.enterprise",
                        verbose_name="enterprise",
                    ),
                ),
            ],
            options={
                "verbose_name": "risk index of a day",
                "verbose_name_plural": "risk indices of days",
                "ordering": ["day"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enterprise", "day"), name="risk_index_day_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RuleReview",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "to be decided"),
                            ("adopted", "new version drafted"),
                            ("declined", "left as it is"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("raised", models.PositiveIntegerField(verbose_name="alarms raised")),
                ("false", models.PositiveIntegerField(verbose_name="of these false")),
                ("since", models.DateTimeField(verbose_name="counted since")),
                ("proposal", models.JSONField(default=dict, verbose_name="proposed change")),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=100, verbose_name="decided by"),
                ),
                (
                    "decided_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="decided at"),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="alarms.alarmrule",
                        verbose_name="drafted version",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="organisations.person",
                        verbose_name="owner of the rule",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to="alarms.alarmrule",
                        verbose_name="alarm rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "rule review",
                "verbose_name_plural": "rule reviews",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")),
                        fields=("rule",),
                        name="review_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpotCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=50, verbose_name="role")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("asked_by", models.CharField(max_length=100, verbose_name="asked by")),
                ("due_at", models.DateTimeField(verbose_name="answer by")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="answered at"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an answer"),
                            ("answered", "answered"),
                            ("late", "answered late"),
                            ("missed", "did not answer"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.person",
                        verbose_name="person on duty",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regions.region",
                        verbose_name="region",
                    ),
                ),
            ],
            options={
                "verbose_name": "spot check",
                "verbose_name_plural": "spot checks",
                "ordering": ["-asked_at"],
                "indexes": [
                    models.Index(fields=["-asked_at"], name="spot_check_time"),
                    models.Index(fields=["person", "-asked_at"], name="spot_check_person"),
                ],
            },
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
