"""Fixtures of accident tests."""

from __future__ import annotations

import pytest

from anlan.governance.accidents.tests.factories import load_reference, load_tables


@pytest.fixture
def reference(db, frozen_clock):
    """Load types, rules and grades; the clock stands at 2026-11-20 10:00."""
    load_tables()
    return frozen_clock


@pytest.fixture
def whole_reference(db, frozen_clock, settings, tmp_path):
    """Load what incidents and papers need as well."""
    settings.MEDIA_ROOT = tmp_path
    load_reference()
    return frozen_clock
