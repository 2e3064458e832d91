"""How the tests of the whole platform are shared out between workers."""

from __future__ import annotations

from typing import Any

import pytest

#: Folders whose tests share an installation that takes half a minute to start, and harm it.
TOGETHER = ("tests/resilience/", "tests/story/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One worker runs a folder of ``TOGETHER``, in order; every other test goes where it may.

    The marker ``xdist_group`` says the same, but needs an older pytest.
    """
    from xdist.scheduler import LoadScopeScheduling

    if config.getvalue("dist") != "load":
        return None

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)

    return Sharing(config, log)
