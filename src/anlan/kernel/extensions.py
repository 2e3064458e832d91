"""PostgreSQL extensions the tables need, made before the first migration where they are missing."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.models.signals import pre_migrate

#: pg_trgm: search by parts and with typos. PostGIS is made by Django's own backend.
EXTENSIONS = ("pg_trgm",)


def make_extensions(using: str = "default", **_: Any) -> None:
    """Create missing extensions; where an administrator made them already nothing happens."""
    with connections[using].cursor() as cursor:
        for name in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")


def connect() -> None:
    """Have it done before migrations run, in tests without migrations too."""
    pre_migrate.connect(make_extensions, dispatch_uid="anlan.kernel.extensions")
