"""How the tests of the whole platform are shared out between workers, and what they start from."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from anlan.operations.paths import Layout
from anlan.operations.temporary import temporary_layout

#: Tests that start from a county which takes a minute to make: one worker makes it, once.
TOGETHER = {
    "installed": ("tests/resilience/", "tests/story/"),
    "loaded": ("src/anlan/demonstration/tests/test_loader.py",),
    "generated": ("src/anlan/demonstration/generator/tests/",),
    "field": ("tests/field/",),
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One worker runs the tests of each group of ``TOGETHER``; others go where they may.

    The marker ``xdist_group`` says the same, but needs an older pytest.
    """
    from xdist.scheduler import LoadScopeScheduling

    if config.getvalue("dist") != "load":
        return None

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next(
                (name for name, paths in TOGETHER.items() if nodeid.startswith(paths)), nodeid
            )

    return Sharing(config, log)


@pytest.fixture(scope="session")
def anlan_environment() -> dict[str, str]:
    """Nothing of the surrounding test run: an installation has its own server, broker and ports."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANLAN_", "PYTEST_"))
        and name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }


@pytest.fixture(scope="session")
def installed(anlan_environment: dict[str, str]) -> Iterator[Layout]:
    """The demonstration county as `anlan up` makes it on an empty machine, stopped again."""
    with temporary_layout() as layout:
        for arguments in (("up", "--detach"), ("down",)):
            done = subprocess.run(
                [sys.executable, "-m", "anlan.operations.cli", *arguments],
                env=anlan_environment | {"ANLAN_VAR": str(layout.var)},
                capture_output=True,
                text=True,
                timeout=400,
                check=False,
            )
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        yield layout


@pytest.fixture(scope="session")
def county_copy(installed: Layout) -> Callable[[], AbstractContextManager[Layout]]:
    """Copies of the installed county, for tests that change or harm it."""

    @contextlib.contextmanager
    def copy() -> Iterator[Layout]:
        with temporary_layout() as layout:
            shutil.rmtree(layout.var)
            # Files of the database belong to another account.
            subprocess.run(["cp", "-a", str(installed.var), str(layout.var)], check=True)
            yield layout

    return copy
