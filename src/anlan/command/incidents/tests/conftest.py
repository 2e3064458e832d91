"""Fixtures of incident tests."""

from __future__ import annotations

import pytest

from anlan.command.incidents.tests.factories import load_reference, make_incident


@pytest.fixture
def reference(db, frozen_clock, settings, tmp_path):
    """Load the tables; papers go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return frozen_clock


@pytest.fixture
def incident(reference, cast):
    """Return an incident opened by Sun."""
    return make_incident(cast.sun)
