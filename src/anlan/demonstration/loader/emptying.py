"""Taking a demonstration county out again. The audit trail stays: it is append-only."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import connection

from anlan.base.audit.public import audit
from anlan.demonstration.models import LoadedCounty
from anlan.kernel.actor import Actor

#: Tables that outlive the county: the trail, and what migrations put in.
KEPT = ("audit_", "alarms_alarmsetting", "alarms_ruleschedule")
#: Tables without a model (partitions go with their parents).
BARE = (
    "telemetry_reading",
    "telemetry_block",
    "telemetry_late_reading",
    "telemetry_minute",
    "telemetry_hour",
    "telemetry_late_minute",
    "django_session",
)


def remove_county(*, actor: Actor) -> None:
    """Empty every table of the platform but the audit trail. For demonstrations only."""
    if not settings.ANLAN_DEMO:
        raise PermissionError("only a demonstration may be replaced (ANLAN_DEMO is not set)")
    loaded = LoadedCounty.objects.first()
    if loaded is None:
        raise PermissionError("what this database holds is not a demonstration")
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = ", ".join(quote(name) for name in _tables())
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # Numbers go on: the trail tells of the old records by theirs.
        cursor.execute(f"TRUNCATE {tables} CONTINUE IDENTITY CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Work that waited for records which are gone.
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")
    audit(actor, "demonstration.county.removed", loaded, before={"digest": loaded.digest})


def _tables() -> list[str]:
    found = set(BARE)
    for config in apps.get_app_configs():
        if config.name.startswith("anlan."):
            found |= {
                model._meta.db_table
                for model in config.get_models(include_auto_created=True)
                if model._meta.managed
            }
    return sorted(name for name in found if not name.startswith(KEPT))
