"""The actual controller as a kind of contact: major hazards are notified to him as well."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Only the words of the choice change; no row does."""

    dependencies = [("enterprises", "0002_full_dossier")]

    operations = [
        migrations.AlterField(
            model_name="enterprisecontact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("principal", "principal person in charge"),
                    ("controller", "actual controller"),
                    ("safety_manager", "safety manager"),
                    ("control_room", "control room"),
                    ("technical", "technical person in charge"),
                    ("emergency", "emergency contact"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
