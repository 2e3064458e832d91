"""PostgreSQL extensions: trigrams for search that forgives typing errors."""

from __future__ import annotations

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    run_before = [
        ("accounts", "0001_initial"),
        ("duty", "0001_initial"),
        ("chemicals", "0001_initial"),
        ("enterprises", "0001_initial"),
        ("incidents", "0001_initial"),
        ("organisations", "0001_initial"),
        ("teams", "0001_initial"),
    ]
    operations = [TrigramExtension(), BtreeGistExtension()]
