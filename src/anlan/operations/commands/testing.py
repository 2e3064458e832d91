"""``anlan test``: the tests, with a database server that exists only for them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import click

from anlan.operations.paths import PROJECT


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def test(arguments: tuple[str, ...]) -> None:
    """Run pytest with two workers; arguments are handed on.

    With DATABASE_URL that server is used (a test database is created in it); without, a temporary
    server is started and removed. Tests that need a broker start their own.
    """
    from anlan.operations.temporary import temporary_database, temporary_layout

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with temporary_layout() as layout:
        # Settings of the developer's own installation have no say in what the tests find.
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("ANLAN_") or name.startswith(("ANLAN_POSTGRES_", "ANLAN_TEST_"))
        }
        environment["ANLAN_VAR"] = str(layout.var)
        # Dozens of processes are started: each reads what the first has compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        if environment.get("DATABASE_URL"):
            sys.exit(run_pytest(arguments, environment))
        with temporary_database(layout) as url:
            environment["DATABASE_URL"] = url
            # The tables are made once here; each worker's test database is a copy of them.
            migrate(environment)
            environment["ANLAN_TEST_TEMPLATE"] = urlsplit(url).path.lstrip("/")
            code = run_pytest(arguments, environment)
    sys.exit(code)


def migrate(environment: dict[str, str]) -> None:
    """Make the tables in the database that the environment names."""
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    settings = {"DJANGO_SETTINGS_MODULE": "anlan.config.settings"}
    subprocess.run(command, cwd=PROJECT, env={**environment, **settings}, check=True)


def run_pytest(arguments: tuple[str, ...], environment: dict[str, str]) -> int:
    """Run pytest and wait for it."""
    workers = () if any(a.startswith("-n") for a in arguments) else ("-n", "2")
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *workers, *arguments], cwd=PROJECT, env=environment
    )
    try:
        return process.wait()
    except KeyboardInterrupt:
        return process.wait()  # pytest had the Ctrl-C too and is telling what it knows
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
