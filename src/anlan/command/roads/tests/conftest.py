"""What the tests of roads stand on."""

from __future__ import annotations

import pytest

from anlan.base.regions.tests.factories import RegionFactory, square
from anlan.command.roads.tests.factories import use_town


@pytest.fixture
def ground():
    """The township the town lies in."""
    return RegionFactory(boundary=square(119.18, 29.03))


@pytest.fixture
def town(ground):
    """A network in use."""
    return use_town()
