"""Undertakings drawn up before they had a cadence of their own take that of their duty."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def take_cadence(apps, _schema_editor):
    """Copy the cadence of the duty; what was added by hand has none."""
    items = apps.get_model("responsibility", "WorkItem")
    duties = apps.get_model("responsibility", "Responsibility")
    duty = duties.objects.filter(pk=OuterRef("responsibility_id")).values("cadence")[:1]
    items.objects.filter(responsibility__isnull=False).update(cadence=Subquery(duty))


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0002_work_lists_become_tasks")]

    operations = [migrations.RunPython(take_cadence, migrations.RunPython.noop)]
