"""Fixtures of hazard tests."""

from __future__ import annotations

import pytest

from anlan.supervision.hazards.tests import factories


@pytest.fixture
def reference(db, frozen_clock, settings, tmp_path):
    """Load the tables; papers and photos go to a folder of the test."""
    settings.MEDIA_ROOT = tmp_path
    factories.load_reference()
    return frozen_clock


@pytest.fixture
def plant(reference):
    """Return an enterprise with a principal and a safety manager."""
    return factories.plant()


@pytest.fixture
def wu(plant):
    """Return the safety manager of the plant."""
    return factories.manager(plant)


@pytest.fixture
def chen():
    """Return an officer of the bureau."""
    return factories.officer()


@pytest.fixture
def zhao():
    """Return the officer of the township."""
    from anlan.kernel.actor import Scope

    return factories.officer("township_officer", "赵乡镇", scope=Scope("region", "330825100"))


@pytest.fixture
def hazard(plant, chen):
    """Return a general hazard an inspector found."""
    return factories.make_hazard(plant, actor=chen)


@pytest.fixture
def major(plant, chen):
    """Return a major hazard an inspector found."""
    return factories.make_hazard(
        plant,
        title="液氯储罐紧急切断阀失效",
        level="major",
        category="things_alarm_failure",
        actor=chen,
    )
