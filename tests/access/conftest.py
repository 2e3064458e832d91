"""One world for all questions of a module; every question is undone afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test import override_settings

from .world import World, build


@pytest.fixture(scope="module")
def world(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Build the world in a transaction that is rolled back at the end of the module."""
    # Thousands of requests: their log lines would be kept for every test.
    logging.disable(logging.CRITICAL)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    settings = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        ANLAN_ACTOR_RESOLVER="tests.access.known.actor_of",
    )
    with settings, django_db_blocker.unblock(), transaction.atomic():
        found = build()
        # Checked once here; else every question's test would check every row of the world again.
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)
