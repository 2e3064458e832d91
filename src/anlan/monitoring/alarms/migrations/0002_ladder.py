"""The escalation ladder a county starts with; its own rules replace the seconds."""

from __future__ import annotations

from django.db import migrations

ROLES = ("duty_officer", "duty_leader", "commander")
SECONDS = {1: (60, 60, 120), 2: (120, 120, 180), 3: (300, 300, 600), 4: (900, 900, 1800)}
BASIS = "平台缺省值，由本级值班值守制度规定后修改"


def forward(apps, schema_editor):
    LadderStep = apps.get_model("alarms", "LadderStep")
    LadderStep.objects.bulk_create(
        LadderStep(level=level, position=position, role=role, within_s=within, basis=BASIS)
        for level, times in SECONDS.items()
        for position, (role, within) in enumerate(zip(ROLES, times, strict=True))
    )


def backward(apps, schema_editor):
    apps.get_model("alarms", "LadderStep").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("alarms", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
