"""One world for all questions of the folder; every question is undone afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.template import Context, Template
from django.test import override_settings
from django.utils.safestring import SafeString

from .world import World, build


def drawn(self: Template, context: Context) -> SafeString:
    """A template as it is drawn outside of tests: the test client would copy every context."""
    return self.nodelist.render(context)


@pytest.fixture(scope="package", autouse=True)
def world(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Build the world in a transaction that is rolled back after the last test of the folder.

    All tests of the folder are marked ``django_db``: what is marked runs first, and a test among
    those without a mark would need a second world.
    """
    # Thousands of requests: their log lines would be kept for every test.
    logging.disable(logging.CRITICAL)
    request.addfinalizer(lambda: logging.disable(logging.NOTSET))
    settings = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        ANLAN_ACTOR_RESOLVER="tests.access.known.actor_of",
    )
    plain = patch.object(Template, "_render", drawn)
    with settings, plain, django_db_blocker.unblock(), transaction.atomic():
        found = build()
        # Checked once here; else every question's test would check every row of the world again.
        connection.check_constraints()
        yield found
        transaction.set_rollback(True)
