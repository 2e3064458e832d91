"""A loaded county for all tests of a module: loaded once, taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import translation

from anlan.demonstration.loader import LoadReport, load_county


@pytest.fixture(scope="module")
def demonstration() -> Iterator[None]:
    """Settings of a demonstration, for the length of the module: others run here after it."""
    patch = pytest.MonkeyPatch()
    from django.conf import settings

    patch.setattr(settings, "ANLAN_DEMO", True)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def loaded(
    demonstration: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[LoadReport]:
    """龙游县 in the test database, for the length of the module."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("zh-hans"):
        report = load_county("龙游县")
        # Checked once here; else every test would check every row of the county at its end.
        connection.check_constraints()
        yield report
        transaction.set_rollback(True)
