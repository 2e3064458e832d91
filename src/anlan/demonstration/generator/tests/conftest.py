"""Counties are made once for all tests."""

from __future__ import annotations

from functools import cache

import pytest

from anlan.demonstration.generator import County, generate_county

made = cache(generate_county)


@pytest.fixture
def longyou() -> County:
    """The default county."""
    return made("龙游县")


@pytest.fixture
def county_named():
    """Any county by name, made once."""
    return made
