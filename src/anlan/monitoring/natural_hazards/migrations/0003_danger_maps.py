"""Hourly danger maps of fire and rain."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("natural_hazards", "0002_fetch_warnings"),
        ("regions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="DangerMap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                ("kind", models.CharField(choices=[("fire", "forest fire danger"), ("rain", "rain danger")], max_length=10, verbose_name="danger of")),
                ("valid_at", models.DateTimeField(verbose_name="valid at")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("level", models.PositiveSmallIntegerField(blank=True, choices=[(1, "red (I)"), (2, "orange (II)"), (3, "yellow (III)"), (4, "blue (IV)")], null=True, verbose_name="gravest level")),
                ("is_known", models.BooleanField(default=True, verbose_name="data at hand")),
                ("verification", models.CharField(choices=[("verified", "verified"), ("unverified", "unverified")], default="unverified", max_length=10, verbose_name="verification")),
                ("stations_used", models.PositiveSmallIntegerField(default=0, verbose_name="stations used")),
                ("stations_silent", models.PositiveSmallIntegerField(default=0, verbose_name="silent stations")),
                ("method", models.JSONField(blank=True, default=dict, verbose_name="method")),
                ("inputs", models.JSONField(blank=True, default=dict, verbose_name="inputs")),
                ("areas", models.JSONField(blank=True, default=list, verbose_name="areas by grade")),
                ("shapes", models.BinaryField(default=bytes, verbose_name="shapes")),
                ("grid", models.BinaryField(null=True, verbose_name="grid")),
                ("region", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regions.region", verbose_name="region")),
            ],
            options={
                "verbose_name": "hourly danger map",
                "verbose_name_plural": "hourly danger maps",
                "ordering": ["-valid_at", "kind"],
                "indexes": [models.Index(fields=["-valid_at", "kind"], name="danger_map_valid")],
                "constraints": [models.UniqueConstraint(fields=("kind", "valid_at", "region"), name="danger_map_once")],
            },
        ),
    ]
