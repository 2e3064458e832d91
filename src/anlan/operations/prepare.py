"""Brings a database to the state the programs expect: migrated, filled, its accounts known.

Runs as a process of its own (``python -m anlan.operations.prepare``) so that the supervisor stays
small. What the operator should see goes to standard error, the accounts to standard output.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import time

LOADING = "anlan: loading"
READ_REMARK = (
    "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
    " WHERE datname = current_database()"
)


def main(argv: list[str] | None = None) -> int:
    """Migrate, load the county into an empty database, print one account per role."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--county", default="龙游县")
    options = parser.parse_args(argv)

    import django
    from django.conf import settings

    from anlan.operations.compiled import compile_all

    django.setup()
    with contextlib.redirect_stdout(sys.stderr):
        migrate()
        collect_static()
        compile_all()
        if settings.ANLAN_DEMO:
            load_if_empty(options.county)
    from django.core.management import call_command, get_commands

    if settings.ANLAN_DEMO and "demo_accounts" in get_commands():
        call_command("demo_accounts")
    return 0


def say(message: str) -> None:
    """Tell the operator."""
    print(message, file=sys.stderr, flush=True)


def migrate() -> None:
    """Apply migrations; when there are none to apply this takes a few milliseconds."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        began = time.monotonic()
        call_command("migrate", interactive=False, verbosity=0)
        say(f"database: {len(plan)} migrations applied in {time.monotonic() - began:.1f} s")


def collect_static() -> None:
    """Copy, number and compress static files for the web process, when any of them has changed."""
    import hashlib
    from pathlib import Path

    from django.conf import settings
    from django.contrib.staticfiles import finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return
    began = time.monotonic()
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest.hexdigest(), encoding="ascii")
    say(f"static files: collected in {time.monotonic() - began:.1f} s")


def load_if_empty(county: str) -> None:
    """Load the demonstration county unless the database holds one.

    While loading, the database carries a remark: an interrupted load is recognised by it.
    """
    from django.apps import apps
    from django.core.management import call_command

    if remark() == LOADING:
        sys.exit(
            "an earlier load of the county was interrupted and left half of it;"
            " empty this database (drop and create it) and start again"
        )
    if apps.get_model("regions", "Region").objects.exists():
        return
    began = time.monotonic()
    say(f"database: loading the demonstration county {county} …")
    set_remark(LOADING)
    call_command("load_county", county=county)
    set_remark(None)
    say(f"database: loaded in {time.monotonic() - began:.1f} s")


def remark() -> str | None:
    """The remark on the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(READ_REMARK)
        row = cursor.fetchone()
    return str(row[0]) if row and row[0] else None


def set_remark(text: str | None) -> None:
    """Write a remark on the database, if we are its owner."""
    from django.db import ProgrammingError, connection

    # COMMENT takes no parameters; the text is one of our own constants.
    value = "NULL" if text is None else f"'{text}'"
    with contextlib.suppress(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(name)} IS {value}")


if __name__ == "__main__":
    sys.exit(main())
