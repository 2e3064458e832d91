"""Installations that live for one test run or one story and leave nothing behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from anlan.operations.demo import run_detached, stop_detached
from anlan.operations.installation import Installation
from anlan.operations.paths import PROJECT, Layout
from anlan.operations.postgres import PrivatePostgres
from anlan.operations.supervisor import refuse_second


@contextlib.contextmanager
def temporary_layout() -> Iterator[Layout]:
    """A variable folder that other accounts may enter, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="anlan-"))
    try:
        folder.chmod(0o755)
        layout = Layout(folder / "var")
        layout.prepare()
        yield layout
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def temporary_database(layout: Layout) -> Iterator[str]:
    """The address of an empty database on a server of its own, fast rather than durable."""
    postgres = PrivatePostgres(layout, durable=False)
    try:
        postgres.start(dies_with_parent=True)
        postgres.ensure_database()
        yield postgres.url()
    finally:
        postgres.stop()


@contextlib.contextmanager
def fresh_platform(say: Callable[[str], None]) -> Iterator[Installation]:
    """A complete platform in a temporary folder; the environment of this process points to it."""
    kept = {name: os.environ.get(name) for name in ("ANLAN_VAR", "ANLAN_BASE_URL")}
    with temporary_layout() as layout:
        os.environ["ANLAN_VAR"] = str(layout.var)
        os.environ.pop("ANLAN_BASE_URL", None)
        installation = Installation(layout)
        try:
            run_detached(installation, [], say)
            yield installation
        except BaseException as error:
            if not (isinstance(error, SystemExit) and error.code in (0, None)):
                kept_logs = PROJECT / "var" / "log" / "fresh"
                shutil.rmtree(kept_logs, ignore_errors=True)
                shutil.copytree(layout.log, kept_logs)
                say(f"logs of the temporary installation: {kept_logs}")
            raise
        finally:
            stop_detached(installation)
            for name, value in kept.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


@contextlib.contextmanager
def started_platform(say: Callable[[str], None]) -> Iterator[Installation]:
    """The installation of this environment, started for a while; refused where it runs already."""
    installation = Installation()
    refuse_second(installation.layout)
    try:
        run_detached(installation, [], say)
        yield installation
    finally:
        stop_detached(installation)
