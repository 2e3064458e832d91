"""Fixtures of natural hazards."""

from __future__ import annotations

import pytest

from anlan.kernel.actor import Scope
from anlan.monitoring.natural_hazards.tests import factories


@pytest.fixture
def ground(db, frozen_clock, settings, tmp_path):
    """Return the clock over a county with townships and thresholds."""
    settings.MEDIA_ROOT = tmp_path
    factories.county()
    factories.load_reference()
    return frozen_clock


@pytest.fixture
def chen():
    """Return an officer of the department of natural resources."""
    return factories.officer()


@pytest.fixture
def sun():
    """Return an officer of the bureau."""
    return factories.officer("bureau_officer", "孙科长")


@pytest.fixture
def zhao():
    """Return the officer of the township."""
    return factories.officer("township_officer", "赵乡镇", scope=Scope("region", "330825100"))


@pytest.fixture
def far():
    """Return the officer of another township."""
    return factories.officer("township_officer", "远乡镇", scope=Scope("region", "330825101"))
