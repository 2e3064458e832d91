"""A clock that stands, a county with units, indicators in it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from anlan.governance.indicators import registry
from anlan.governance.indicators.tests import factories
from anlan.kernel import clock


@pytest.fixture
def today():
    """Noon of 30 September 2026."""
    with clock.freeze(datetime(2026, 9, 30, 4, 0, tzinfo=UTC)) as found:
        yield found


@pytest.fixture
def unit(db, today):
    """A department that answers for indicators."""
    return factories.bureau(factories.county())


@pytest.fixture
def clerk(unit):
    """Who enters the values of that department."""
    return factories.officer("department_officer", unit, "填报员演示")


@pytest.fixture
def keeper(unit):
    """Who keeps the indicators of the county."""
    return factories.officer("bureau_officer", unit, "安委办演示")


@pytest.fixture
def measures(monkeypatch):
    """A registry of measures of its own; returns how to register one."""
    monkeypatch.setattr(registry, "_measures", dict(registry._measures))
    return registry.register_measure
