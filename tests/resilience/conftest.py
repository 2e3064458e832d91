"""One running county for all cases of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from anlan.operations.paths import Layout

from .county import County, running_county


@pytest.fixture(scope="package")
def county(county_copy: Callable[[], AbstractContextManager[Layout]]) -> Iterator[County]:
    """A running county."""
    with county_copy() as layout, running_county(layout) as found:
        yield found
