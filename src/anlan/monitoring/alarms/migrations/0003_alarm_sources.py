"""Alarms of any source, on devices, enterprises and areas; the key is filled by the next one."""

import django.contrib.gis.db.models.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alarms", "0002_ladder"),
        ("devices", "0002_protocols_and_identities"),
        ("enterprises", "0003_actual_controller"),
        ("organisations", "0001_initial"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="alarm", name="alarm_one_unfinished_per_point"),
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
    ]
